package org.libbpfjava.insn;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where another disassembler writes an instruction otherwise, and why ours does not follow. All of
 * them are here; a line is let pass only by one of these, and one that lets nothing pass must go.
 */
enum KnownDifference {
  /** bpftool has a function's symbol, with the tag of its code; we have its name. */
  FUNCTION_SYMBOL(Tool.BPFTOOL, "#bpf_prog_[0-9a-f]{16}_", "#"),
  /** bpftool 7.1 is older than the kernel's own instruction for a CPU's copy (Linux 6.10). */
  PER_CPU(Tool.BPFTOOL, "(\\(bf\\)) (r\\d) = (r\\d)", "$1 $2 = &(void __percpu *)($3)"),
  /** llvm-objdump 19 is older than load_acquire (clang 21) and sees an addition of 4 or 8 bytes. */
  LOAD_ACQUIRE(Tool.OBJDUMP, "<unknown>|lock \\*.* \\+= .*", "load_acquire"),
  /** It is older than store_release too. */
  STORE_RELEASE(Tool.OBJDUMP, "<unknown>|lock \\*.* \\+= .*", "store_release");

  enum Tool {
    BPFTOOL,
    OBJDUMP
  }

  private static final Set<KnownDifference> MET = EnumSet.noneOf(KnownDifference.class);

  private final Tool tool;
  private final String theirs;
  private final String ours;

  KnownDifference(Tool tool, String theirs, String ours) {
    this.tool = tool;
    this.theirs = theirs;
    this.ours = ours;
  }

  /** Their line, as we would write it: ours where nothing but known differences lie between. */
  static synchronized String reconcile(Tool tool, String line, String our) {
    String reconciled = line;
    for (KnownDifference difference : values()) {
      String changed = difference.apply(reconciled, our);
      if (difference.tool == tool && !reconciled.equals(our) && !changed.equals(reconciled)) {
        MET.add(difference);
        reconciled = changed;
      }
    }
    return reconciled;
  }

  private String apply(String line, String our) {
    if (tool == Tool.OBJDUMP) {
      return line.matches(" *\\d+: (" + theirs + ")") && our.contains(ours) ? our : line;
    }
    return line.replaceFirst(theirs, ours);
  }

  /** Those of a tool that nothing has shown. */
  static synchronized String unmet(Tool tool) {
    return Arrays.stream(values())
        .filter(d -> d.tool == tool)
        .filter(d -> !MET.contains(d))
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }
}
