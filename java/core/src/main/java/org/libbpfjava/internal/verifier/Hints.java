package org.libbpfjava.internal.verifier;

import java.util.List;
import java.util.regex.Pattern;

/** What to do about the verifier's common refusals. */
final class Hints {
  private record Hint(Pattern reason, String advice) {
    Hint(String reason, String advice) {
      this(Pattern.compile(reason), advice);
    }
  }

  private static final String OTHER_KERNEL =
      "Put the call behind a constant that is set before load, and branches for other kernels into"
          + " static functions.";

  /** Searched in this order; the first that is found counts. */
  private static final List<Hint> HINTS =
      List.of(
          new Hint(
              "GPL-restricted function|from non-GPL compatible",
              "Give the object a GPL-compatible licence: char LICENSE[] SEC(\"license\") ="
                  + " \"GPL\";"),
          new Hint(
              "invalid func unknown#", "This kernel has no helper of that number. " + OTHER_KERNEL),
          new Hint(
              "unknown func |program of this type cannot use helper",
              "This kernel does not offer that helper to programs of this type. " + OTHER_KERNEL),
          new Hint(
              "CO-RE relocation",
              "The kernel has no such type, field or enum value: ask bpf_core_field_exists() and"
                  + " its kin before using it."),
          new Hint(
              "BPF map '.*' is referenced but wasn't created",
              "The map's creation was switched off, yet code that the verifier reaches uses it."),
          new Hint(
              "kfunc '.*' is referenced but wasn't resolved",
              "The kernel has no such function: declare it __weak and ask bpf_ksym_exists()"
                  + " before calling it."),
          new Hint(
              "calling kernel function .* is not allowed|calling kernel functions are not allowed",
              "This kernel does not offer that function to programs of this type. " + OTHER_KERNEL),
          new Hint(
              "invalid mem access '.*_or_null'", "Compare the pointer with NULL before using it."),
          new Hint(
              "invalid mem access '(scalar|inv)'",
              "A number is used as an address: read kernel memory by bpf_probe_read_kernel() or"
                  + " BPF_CORE_READ(), user memory by bpf_probe_read_user(). Pointers in the"
                  + " initialiser of a global variable are numbers, too: libbpf does not fill them"
                  + " in."),
          new Hint(
              "write into map forbidden",
              "Programs may not write .rodata and .kconfig: put what they write into .data or"
                  + " .bss."),
          new Hint(
              "outside of the allowed memory range|invalid access to map value|unbounded memory"
                  + " access|min value is negative|unbounded min value|makes .* pointer be out of"
                  + " bounds",
              "The verifier must see that the access stays inside: compare the index with the size"
                  + " or mask it, in an unsigned variable, right before the access."),
          new Hint(
              "!read_ok",
              "A register is read that no instruction has set on this path: initialize the"
                  + " variable, return a value."),
          new Hint(
              "unreachable insn",
              "No path leads to this instruction: take out the code behind an unconditional jump"
                  + " or exit."),
          new Hint(
              "pointer arithmetic .* prohibited|math between .* pointer",
              "Only addition and subtraction of bounded numbers are allowed on this kind of"
                  + " pointer."),
          new Hint(
              "BPF program is too large|too many instructions|jumps is too complex|processed"
                  + " \\d+ insns, exceeded",
              "The verifier gave up before it had seen all paths: bound loops by small constants,"
                  + " use bpf_loop() (5.17), or move code into non-static functions, which are"
                  + " verified once."),
          new Hint(
              "infinite loop detected|back-edge from insn",
              "The verifier must see the loop end: count to a constant (5.3), or use bpf_loop()"
                  + " (5.17)."),
          new Hint(
              "stack size .* Too large|invalid (indirect )?(read|write|access).* stack",
              "A program has 512 bytes of stack, its calls included: move large variables into a"
                  + " map or a global variable."),
          new Hint(
              "Unreleased reference|reference leak",
              "What was acquired or reserved must be released, submitted or discarded on every"
                  + " path."),
          new Hint(
              "invalid bpf_context access",
              "Programs of this type may not read or write this part of their context on this"
                  + " kernel, or not with this size."),
          new Hint(
              "Invalid (line|func)_info",
              "The object's function or line records (.BTF.ext) are damaged: compile it again."),
          new Hint(
              "At (program exit|subprogram exit|callback return) the register R0",
              "Return one of the values that this type of program may return."));

  private Hints() {}

  /** The advice for a reason, empty where there is none. */
  static String of(String reason, String globalFunction) {
    String advice =
        HINTS.stream()
            .filter(hint -> hint.reason().matcher(reason).find())
            .findFirst()
            .map(Hint::advice)
            .orElse("");
    if (globalFunction.isEmpty()) {
      return advice;
    }
    String aboutStatic =
        "The verifier was checking the non-static function '"
            + globalFunction
            + "' by itself, with any arguments, before Linux 6.8 even if only a dead branch calls"
            + " it: make it static.";
    return advice.isEmpty() ? aboutStatic : advice + " " + aboutStatic;
  }
}
