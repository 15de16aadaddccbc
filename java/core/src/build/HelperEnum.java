import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes {@code org.libbpfjava.insn.Helper}, an enum of the kernel's helper functions, from the list
 * in linux/bpf.h: the macro ___BPF_FUNC_MAPPER.
 *
 * <p>Arguments: the folder in which native/build puts {@code linux-x86_64/include} and its like, and
 * the folder of generated sources. A file that is up to date stays untouched.
 */
final class HelperEnum {
  private static final Pattern LIST =
      Pattern.compile("#define ___BPF_FUNC_MAPPER\\((?:.*\\\\\\R)+");
  private static final Pattern HELPER = Pattern.compile("\\bFN\\((\\w+), (\\d+), ##ctx\\)");

  private record Helper(String name, int id) {
    String constant() {
      return name.toUpperCase(Locale.ROOT);
    }
  }

  private HelperEnum() {}

  public static void main(String[] args) throws IOException {
    Path header = header(Path.of(args[0]));
    String source = source(helpers(header));
    Path file = Path.of(args[1], "org/libbpfjava/insn/Helper.java");
    if (!Files.exists(file) || !Files.readString(file).equals(source)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, source);
    }
  }

  /** The header of any platform: they are all the same. */
  private static Path header(Path natives) throws IOException {
    try (DirectoryStream<Path> platforms = Files.newDirectoryStream(natives, "linux-*")) {
      for (Path platform : platforms) {
        Path header = platform.resolve("include/linux/bpf.h");
        if (Files.exists(header)) {
          return header;
        }
      }
    }
    throw new IllegalStateException("no linux/bpf.h in " + natives + ": native/build has not run");
  }

  private static List<Helper> helpers(Path header) throws IOException {
    Matcher list = LIST.matcher(Files.readString(header));
    if (!list.find()) {
      throw new IllegalStateException(header + " has no ___BPF_FUNC_MAPPER");
    }
    List<Helper> helpers = new ArrayList<>();
    Matcher helper = HELPER.matcher(list.group());
    while (helper.find()) {
      int id = Integer.parseInt(helper.group(2));
      if (id != helpers.size()) {
        throw new IllegalStateException(
            header + ": after helper " + (helpers.size() - 1) + " comes " + id);
      }
      helpers.add(new Helper(helper.group(1), id));
    }
    if (helpers.size() < 200) {
      throw new IllegalStateException(header + ": found only " + helpers.size() + " helpers");
    }
    return helpers.subList(1, helpers.size()); // 0 is "unspec", no helper
  }

  private static String source(List<Helper> helpers) {
    StringBuilder constants = new StringBuilder();
    for (Helper helper : helpers) {
      constants.append(
          "  /** {@code bpf_%s}, number %d. */\n  %s(\"bpf_%s\"),\n"
              .formatted(helper.name(), helper.id(), helper.constant(), helper.name()));
    }
    constants.setCharAt(constants.length() - 2, ';');
    return """
        package org.libbpfjava.insn;

        import java.util.Optional;

        /**
         * A helper function of the kernel, which programs call by its number.
         *
         * <p>The list is that of the bundled libbpf's linux/bpf.h. The kernel has frozen it: what came
         * later are kernel functions, {@link CallKind#KFUNC}. A helper may be missing in an old kernel
         * and forbidden to a program's type; bpf-helpers(7) describes each.
         */
        public enum Helper {
        %s
          private static final Helper[] ALL = values();

          private final String helperName;

          Helper(String helperName) {
            this.helperName = helperName;
          }

          /** {@return the helper's number, {@code BPF_FUNC_*} in C} */
          public int id() {
            return ordinal() + 1;
          }

          /** {@return the helper's name in C, such as {@code bpf_ktime_get_ns}} */
          public String helperName() {
            return helperName;
          }

          /**
           * Finds a helper by its number.
           *
           * @param id the number
           * @return the helper, or empty where no helper has that number
           */
          public static Optional<Helper> of(int id) {
            return id > 0 && id <= ALL.length ? Optional.of(ALL[id - 1]) : Optional.empty();
          }
        }
        """
        .formatted(constants);
  }
}
