package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_program_type;

import java.util.List;
import org.libbpfjava.internal.failure.LibbpfMessage;
import org.libbpfjava.internal.message.NearestNames;

/**
 * The sections that libbpf knows a program type for. It tells them to those who ask for another.
 */
public final class SectionNames {
  private static final String LIST = "supported section(type) names are:";
  private static final String UNKNOWN = "?"; // no program type can have this name

  private SectionNames() {}

  /** {@return the nearest of the names, a list} */
  public static String near(String wanted) {
    int slash = wanted.indexOf('/');
    String type = slash < 0 ? wanted : wanted.substring(0, slash);
    return NearestNames.suggest(type, known());
  }

  static List<String> known() {
    int[] types = new int[2];
    return NativeLog.collect(() -> lbj_program_type(UNKNOWN, types)).log().messages().stream()
        .map(LibbpfMessage::text)
        .filter(text -> text.contains(LIST))
        .flatMap(
            text -> List.of(text.substring(text.indexOf(LIST) + LIST.length()).split(" ")).stream())
        .map(name -> name.replaceFirst("[+/]+$", ""))
        .filter(name -> !name.isBlank())
        .toList();
  }
}
