package org.libbpfjava.internal.failure;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's refusal of an object's BTF, which libbpf tells in a warning of its own for each line
 * of thought, the kernel's whole log among them, and then as a rule goes on without:
 * btf_load_into_kernel(), bpf_object__sanitize_and_load_btf().
 */
public final class RefusedTypes {
  private static final Pattern ERROR = Pattern.compile("(?:libbpf: )?BTF loading error: (.*)");
  private static final String LOG = "-- BEGIN BTF LOAD LOG ---";
  private static final String LOG_END = "-- END BTF LOAD LOG --";
  private static final String WITHOUT = ". Retrying without BTF.";

  private RefusedTypes() {}

  /** {@return whether a message only adds to what {@link #summary} says} */
  public static boolean isAbout(LibbpfMessage message) {
    return message.text().contains(LOG)
        || ERROR.matcher(message.text()).matches()
        || message.text().endsWith(WITHOUT);
  }

  /** {@return one line on a load that went well without the object's types} */
  public static Optional<String> summary(List<LibbpfMessage> messages) {
    for (LibbpfMessage message : messages) {
      Matcher error = ERROR.matcher(message.text());
      if (error.matches()) {
        String reason = reason(messages);
        return Optional.of(
            "the kernel refuses the object's BTF: "
                + error.group(1)
                + (reason.isEmpty() ? "" : ", " + reason)
                + "; it is loaded without, so that the kernel shows no types of its maps and no"
                + " source lines. The kernel's log is at level DEBUG");
      }
    }
    return Optional.empty();
  }

  /** {@return the last line of the kernel's log, in which it says why; empty for none} */
  static String reason(List<LibbpfMessage> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      String text = messages.get(i).text();
      int start = text.indexOf(LOG);
      int end = text.indexOf(LOG_END);
      if (start >= 0 && end >= 0) {
        String[] lines = text.substring(start + LOG.length(), end).strip().split("\n", -1);
        return lines[lines.length - 1].strip();
      }
    }
    return "";
  }
}
