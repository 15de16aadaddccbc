package org.libbpfjava.internal.verifier;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libbpfjava.verifier.VerifierStatistics;

/**
 * Takes a verifier log's lines in order and sorts them: visited instructions, statistics, trace,
 * and what is left, the verifier's messages.
 *
 * <p>Before it walks the program, the kernel prints tables in which every instruction stands, dead
 * or not. The lines of "Live regs before insn" (6.16) have a mask before the opcode. Those of
 * "subprog#0 main:" and "stack use/def" (seen in 7.2) look like visited ones from instruction 100
 * on, where the number fills its column. So these blocks are skipped, and whatever stands before
 * "Live regs", the last of them, is forgotten.
 */
final class LogReader {
  /** Messages shown at the most: an access out of bounds, for one, is told in two lines. */
  private static final int REASON_LINES = 2;

  private static final Pattern VALIDATING = Pattern.compile("Validating (\\S+)\\(\\) func#\\d+.*");

  /** How trace lines begin that are not indented; compared with the start of a line. */
  private static final List<String> TRACE =
      List.of(
          "; ",
          "from ",
          "caller:",
          "callee:",
          "returning from callee:",
          "to caller at ",
          "cur state:",
          "old state:",
          "last_idx ",
          "regs=",
          "parent didn't have ",
          "parent already had ",
          "parent state ",
          "mark_precise:",
          "falling back to forcing ",
          "propagating ",
          "func#",
          "Func#",
          "topo_order[",
          "SCC ",
          "(");

  private enum Block {
    LOG,
    TABLE,
    REPORT
  }

  private final BitSet visited = new BitSet();
  private final List<String> messages = new ArrayList<>();
  private final FailureReport report = new FailureReport();
  private final StatisticsReader statistics = new StatisticsReader();
  private Block block = Block.LOG;
  private String instruction = "";
  private String source = "";
  private String globalFunction = "";

  void line(String line) {
    if (statistics.takes(line)) {
      block = Block.LOG;
    } else if (line.startsWith("Verification failed: ")) {
      block = Block.REPORT;
      report.title(line);
    } else if (block == Block.REPORT) {
      report.line(line);
    } else if (line.startsWith("stack use/def ") || line.startsWith("subprog#")) {
      block = Block.TABLE;
    } else if (block != Block.TABLE || indexOf(line.stripLeading()) < 0) {
      block = Block.LOG;
      logLine(line);
    }
  }

  private void logLine(String line) {
    int index = indexOf(line);
    if (line.startsWith("Live regs before insn") || line.contains("-- BEGIN PROG LOAD LOG --")) {
      visited.clear();
      messages.clear();
    } else if (line.startsWith("libbpf: ") || line.startsWith("-- END ")) {
      return; // around the log, not in it
    } else if (index >= 0) {
      visit(index, line);
    } else if (isMessage(line)) {
      messages.add(line.strip());
    } else if (!line.isBlank()) {
      trace(line);
    }
  }

  private void visit(int index, String line) {
    visited.set(index);
    // "6: (61) r0 = *(u32 *)(r1 +0)      ; R0=0": the state behind the semicolon is no part of it.
    int state = line.indexOf(" ;");
    instruction = (state < 0 ? line : line.substring(0, state)).strip();
    messages.clear();
  }

  private void trace(String line) {
    if (line.startsWith("cur state:") || line.startsWith("old state:")) {
      return; // belongs to the message "infinite loop detected" above it
    }
    Matcher validating = VALIDATING.matcher(line);
    if (line.startsWith("; ")) {
      source = line.substring(2).strip();
    } else if (validating.matches()) {
      globalFunction = validating.group(1);
    } else if (line.startsWith("Func#")) {
      globalFunction = ""; // "Func#1 is safe for any args that match its prototype"
    }
    messages.clear();
  }

  private static boolean isMessage(String line) {
    if (line.isBlank() || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      return false;
    }
    return !isState(line)
        && !VALIDATING.matcher(line).matches()
        && TRACE.stream().noneMatch(line::startsWith);
  }

  /** A line such as {@code 6: R1=0}, {@code 20: frame1: R1=fp[0]-8} or {@code 6: safe}. */
  private static boolean isState(String line) {
    int colon = digits(line);
    return colon > 0 && line.startsWith(":", colon);
  }

  /**
   * The slot of a line such as {@code 6: (61) r0 = …}, or of {@code 6: <invalid CO-RE relocation>},
   * which is how libbpf shows an instruction that it had to spoil; -1 for other lines.
   */
  private static int indexOf(String line) {
    int colon = digits(line);
    boolean named =
        colon > 0
            && colon < 9
            && (line.startsWith(": (", colon)
                || line.startsWith(": <invalid ", colon)
                || line.startsWith(": <missing ", colon));
    return named ? Integer.parseInt(line, 0, colon, 10) : -1;
  }

  private static int digits(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  BitSet visited() {
    return visited;
  }

  String instruction() {
    return instruction;
  }

  String source() {
    return source.isEmpty() ? report.place().orElse("") : source;
  }

  /** The non-static function that was being verified by itself when the log ended, or empty. */
  String globalFunction() {
    return globalFunction;
  }

  /** The kernel's own words from 7.3 on, with its classic message behind them. */
  String reason() {
    int from = Math.max(0, messages.size() - REASON_LINES);
    String message = messages.subList(from, messages.size()).stream().collect(joining("; "));
    return report
        .reason()
        .map(words -> message.isEmpty() ? words : words + " (" + message + ")")
        .orElse(message.isEmpty() ? instruction : message);
  }

  /** What the kernel itself suggests, from 7.3 on. */
  Optional<String> suggestion() {
    return report.suggestion();
  }

  Optional<VerifierStatistics> statistics() {
    return statistics.result();
  }
}
