import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a document's table of features by kernel equal to what the guests found.
 *
 * <p>Use: {@code java Support.java DOCUMENT FOLDER NAME...} writes the table between the lines
 * {@code <!-- support -->} and {@code <!-- /support -->}; with {@code --check} before DOCUMENT it
 * writes nothing and ends with status 1 where they differ. Each {@code FOLDER/NAME/results.tsv} is
 * as Recorder wrote it, of a run that had FeatureKernelTest: passed is yes, skipped is the reason.
 */
final class Support {
  private static final String BEGIN = "<!-- support -->";
  private static final String END = "<!-- /support -->";
  private static final String TEST = "FeatureKernelTest";

  private Support() {}

  public static void main(String[] arguments) throws IOException {
    boolean check = arguments.length > 0 && arguments[0].equals("--check");
    int first = check ? 1 : 0;
    if (arguments.length < first + 3) {
      System.err.println("usage: java Support.java [--check] DOCUMENT FOLDER NAME...");
      System.exit(64);
    }
    Path document = Path.of(arguments[first]);
    List<String> guests = new ArrayList<>(List.of(arguments).subList(first + 2, arguments.length));
    Collections.sort(guests, Support::byArchitectureAndVersion);
    List<String> table = table(Path.of(arguments[first + 1]), guests);

    List<String> lines = Files.readAllLines(document);
    int begin = lines.indexOf(BEGIN);
    int end = lines.indexOf(END);
    if (begin < 0 || end < begin) {
      System.err.println(document + ": no lines " + BEGIN + " and " + END);
      System.exit(1);
    }
    if (lines.subList(begin + 1, end).equals(table)) {
      return;
    }
    if (check) {
      System.err.println(document + ": its support table is not what the kernels say:");
      table.forEach(System.err::println);
      System.exit(1);
    }
    List<String> changed = new ArrayList<>(lines.subList(0, begin + 1));
    changed.addAll(table);
    changed.addAll(lines.subList(end, lines.size()));
    Files.write(document, changed);
  }

  private static List<String> table(Path folder, List<String> guests) throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String guest : guests) {
      for (String line : Files.readAllLines(folder.resolve(guest).resolve("results.tsv"))) {
        String[] fields = line.split("\t", -1);
        if (fields.length == 5 && fields[1].endsWith("." + TEST) && !fields[0].equals("started")) {
          String feature = fields[2].substring(fields[2].lastIndexOf(' ') + 1);
          rows.computeIfAbsent(feature, unused -> new ArrayList<>()).add(cell(fields));
        }
      }
    }
    List<String> table = new ArrayList<>();
    table.add("| feature | " + String.join(" | ", guests).replace("-", " ") + " |");
    table.add("|---|" + "---|".repeat(guests.size()));
    rows.forEach(
        (feature, cells) -> {
          if (cells.size() != guests.size()) {
            throw new IllegalStateException(feature + " was asked on " + cells.size() + " guests");
          }
          table.add("| `" + feature + "` | " + String.join(" | ", cells) + " |");
        });
    if (rows.isEmpty()) {
      throw new IllegalStateException("no results of " + TEST + " in " + folder);
    }
    return table;
  }

  /** "yes", "needs 5.15", or "without CONFIG_FPROBE". */
  private static String cell(String[] fields) {
    if (!fields[0].equals("skipped")) {
      return fields[0].equals("passed") ? "yes" : fields[0];
    }
    String reason = fields[4];
    int needs = reason.indexOf("needs Linux ") + "needs Linux ".length(); // titles may say "with"
    String needed = reason.substring(needs, reason.lastIndexOf(", this is "));
    int with = needed.indexOf(" with ");
    return with >= 0
        ? "without `" + needed.substring(with + " with ".length()) + "`"
        : "needs " + needed;
  }

  private static int byArchitectureAndVersion(String a, String b) {
    int architecture = Boolean.compare(a.contains("-"), b.contains("-"));
    return architecture != 0 ? architecture : Integer.compare(number(a), number(b));
  }

  private static int number(String guest) {
    String[] parts = guest.replaceAll("-.*", "").split("\\.");
    return Integer.parseInt(parts[0]) * 1000
        + (parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
  }
}
