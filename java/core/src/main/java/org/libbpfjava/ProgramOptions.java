package org.libbpfjava;

import java.util.List;
import java.util.Objects;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.internal.message.KernelName;

/**
 * A program to be loaded without an ELF file.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @see BpfScope#loadProgram
 * @libbpf bpf_prog_load
 */
public final class ProgramOptions {
  private final String section;
  private final String name;
  private final List<Instruction> instructions;
  private final String license;

  private ProgramOptions(
      String section, String name, List<Instruction> instructions, String license) {
    this.section = section;
    this.name = name;
    this.instructions = instructions;
    this.license = license;
  }

  /**
   * A program under the GPL.
   *
   * @param section what it would be in C's {@code SEC("…")}: {@code socket}, {@code xdp}, {@code
   *     syscall}; says which type of program it is
   * @param name what the kernel and messages call it: up to 15 letters, digits, dots and
   *     underscores
   * @param instructions the program, such as {@link org.libbpfjava.insn.Assembler} gives it
   * @return the options
   * @throws IllegalArgumentException if the kernel takes no such name
   */
  public static ProgramOptions of(
      String section, String name, List<? extends Instruction> instructions) {
    KernelName.check("program", Objects.requireNonNull(name, "name"));
    CString.check(
        "the section of program '" + name + "'", Objects.requireNonNull(section, "section"));
    return new ProgramOptions(
        section, name, List.copyOf(Objects.requireNonNull(instructions, "instructions")), "GPL");
  }

  /**
   * Names a license, as an object's license section does. Helpers that are GPL only want {@code
   * GPL}.
   *
   * @param license such as {@code Dual BSD/GPL}
   * @return the changed options
   */
  public ProgramOptions withLicense(String license) {
    CString.check(
        "the license of program '" + name + "'", Objects.requireNonNull(license, "license"));
    return new ProgramOptions(section, name, instructions, license);
  }

  /** {@return what it would be in C's {@code SEC("…")}} */
  public String section() {
    return section;
  }

  /** {@return what the kernel and messages call it} */
  public String name() {
    return name;
  }

  /** {@return the program} */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** {@return its license} */
  public String license() {
    return license;
  }

  @Override
  public String toString() {
    return "program " + name + " (" + section + ", " + instructions.size() + " instructions)";
  }
}
