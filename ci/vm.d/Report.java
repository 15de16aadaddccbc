import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints what the guests found: a table of kernel by test class, each failure, the reason of each
 * skip. Ends with status 1 if a test failed, a guest did not get to its end, or ran no test.
 *
 * <p>Use: {@code java Report.java FOLDER NAME...}, each {@code FOLDER/NAME} as ./junit leaves it.
 */
final class Report {

  /** One line that Recorder wrote. */
  record Result(String state, String className, String test, String reason) {
    static Result parse(String line) {
      String[] fields = Arrays.copyOf(line.split("\t", -1), 5);
      return new Result(fields[0], fields[1], fields[2], fields[4]);
    }

    String simpleClass() {
      return className.substring(className.lastIndexOf('.') + 1);
    }

    String name() {
      return test.isEmpty() ? simpleClass() : simpleClass() + "." + test;
    }
  }

  /** One guest: how it ended, and the last word on each test. */
  record Guest(String name, String outcome, boolean ended, List<Result> results) {
    static Guest read(Path folder) throws IOException {
      Path outcome = folder.resolve("outcome");
      Path results = folder.resolve("results.tsv");
      List<String> lines = Files.exists(results) ? Files.readAllLines(results) : List.of();
      return new Guest(
          folder.getFileName().toString(),
          Files.exists(outcome) ? Files.readString(outcome).strip() : "did not run",
          lines.contains("end"),
          lines.stream()
              .map(Result::parse)
              .filter(result -> List.of("passed", "failed", "skipped").contains(result.state()))
              .toList());
    }

    long count(String state, String className) {
      return results.stream()
          .filter(result -> result.state().equals(state) && result.className().equals(className))
          .count();
    }

    List<Result> all(String state) {
      return results.stream().filter(result -> result.state().equals(state)).toList();
    }

    /** Why this guest is not green, empty where it is. */
    String problem() {
      if (!ended || results.isEmpty()) {
        return ended ? "ran no test" : outcome;
      }
      long failed = all("failed").size();
      return failed == 0 ? "" : failed + " failed";
    }
  }

  private Report() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println("usage: java Report.java FOLDER NAME...");
      System.exit(64);
    }
    List<Guest> guests = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      guests.add(Guest.read(Path.of(arguments[0], arguments[i])));
    }
    Stream.of(table(guests), failures(guests), skips(guests), problems(guests))
        .flatMap(List::stream)
        .forEach(System.out::println);
    System.exit(guests.stream().allMatch(guest -> guest.problem().isEmpty()) ? 0 : 1);
  }

  private static List<String> table(List<Guest> guests) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        Stream.concat(
                Stream.of("passed/failed/skipped"), guests.stream().map(Guest::name))
            .toList());
    classes(guests)
        .forEach(
            name ->
                rows.add(
                    Stream.concat(
                            Stream.of(name.substring(name.lastIndexOf('.') + 1)),
                            guests.stream().map(guest -> cell(guest, name)))
                        .toList()));
    int[] widths =
        IntStream.range(0, guests.size() + 1)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .toList();
  }

  private static TreeSet<String> classes(List<Guest> guests) {
    return guests.stream()
        .flatMap(guest -> guest.results().stream())
        .map(Result::className)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String cell(Guest guest, String className) {
    long passed = guest.count("passed", className);
    long failed = guest.count("failed", className);
    long skipped = guest.count("skipped", className);
    return passed + failed + skipped == 0 ? "-" : passed + "/" + failed + "/" + skipped;
  }

  private static List<String> failures(List<Guest> guests) {
    return section(
        "failed:",
        guests.stream()
            .flatMap(
                guest ->
                    guest.all("failed").stream()
                        .map(
                            result ->
                                guest.name() + "  " + result.name() + ": " + result.reason())));
  }

  /** Skips of one class for one reason stand together. */
  private static List<String> skips(List<Guest> guests) {
    Map<String, List<Result>> byReason = new LinkedHashMap<>();
    for (Guest guest : guests) {
      for (Result skip : guest.all("skipped")) {
        String key = guest.name() + "\t" + skip.simpleClass() + "\t" + skip.reason();
        byReason.computeIfAbsent(key, unused -> new ArrayList<>()).add(skip);
      }
    }
    return section(
        "skipped:",
        byReason.entrySet().stream()
            .map(
                entry -> {
                  String[] key = entry.getKey().split("\t", -1);
                  List<Result> tests = entry.getValue();
                  String what =
                      tests.size() == 1
                          ? tests.get(0).name()
                          : key[1] + " (" + tests.size() + " tests)";
                  return key[0] + "  " + what + ": " + key[2];
                }));
  }

  private static List<String> problems(List<Guest> guests) {
    return section(
        "not green:",
        guests.stream()
            .filter(guest -> !guest.problem().isEmpty())
            .map(guest -> guest.name() + "  " + guest.problem()));
  }

  private static List<String> section(String title, Stream<String> lines) {
    List<String> body = lines.map(line -> "  " + line).toList();
    return body.isEmpty()
        ? List.of()
        : Stream.concat(Stream.of("", title), body.stream()).toList();
  }
}
