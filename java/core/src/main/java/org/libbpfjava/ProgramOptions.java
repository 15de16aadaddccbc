package org.libbpfjava;

import java.util.List;
import java.util.Objects;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.internal.message.KernelName;

/**
 * A program that comes from no ELF file.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @see BpfScope#loadProgram
 * @libbpf bpf_prog_load
 */
public final class ProgramOptions {
  private final ProgramType type; // UNKNOWN where the section says it
  private final String section;
  private final String name;
  private final List<Instruction> instructions;
  private final String license;

  private ProgramOptions(
      ProgramType type,
      String section,
      String name,
      List<Instruction> instructions,
      String license) {
    this.type = type;
    this.section = section;
    this.name = name;
    this.instructions = instructions;
    this.license = license;
  }

  /**
   * A program under the GPL.
   *
   * @param type its type
   * @param name what the kernel and messages call it: up to 15 letters, digits, dots and
   *     underscores
   * @param instructions the program, such as {@link org.libbpfjava.insn.Assembler} gives it
   * @return the options
   * @throws IllegalArgumentException if the kernel takes no such name, or the type is {@link
   *     ProgramType#UNKNOWN}
   */
  public static ProgramOptions of(
      ProgramType type, String name, List<? extends Instruction> instructions) {
    checkName(name);
    if (Objects.requireNonNull(type, "type") == ProgramType.UNKNOWN) {
      throw new IllegalArgumentException("program '" + name + "' cannot be of an unknown type");
    }
    return new ProgramOptions(type, "", name, copy(instructions), "GPL");
  }

  /**
   * A program under the GPL. The name of its section says its type and its expected attach type.
   *
   * @param section what stands in C's {@code SEC("…")}, such as {@code cgroup/connect4} or {@code
   *     xdp}
   * @param name as for {@link #of}
   * @param instructions the program
   * @return the options
   * @throws IllegalArgumentException if the kernel takes no such name, or the section holds a NUL
   */
  public static ProgramOptions ofSection(
      String section, String name, List<? extends Instruction> instructions) {
    checkName(name);
    CString.check(
        "the section of program '" + name + "'", Objects.requireNonNull(section, "section"));
    return new ProgramOptions(ProgramType.UNKNOWN, section, name, copy(instructions), "GPL");
  }

  private static void checkName(String name) {
    KernelName.check("program", Objects.requireNonNull(name, "name"));
  }

  private static List<Instruction> copy(List<? extends Instruction> instructions) {
    return List.copyOf(Objects.requireNonNull(instructions, "instructions"));
  }

  /**
   * Names the program's license, as the license section of an object does. The kernel lets only
   * programs under a license that goes with the GPL call some helpers.
   *
   * @param license such as {@code Dual BSD/GPL}
   * @return the changed options
   * @throws IllegalArgumentException if it holds a NUL
   */
  public ProgramOptions withLicense(String license) {
    CString.check(
        "the license of program '" + name + "'", Objects.requireNonNull(license, "license"));
    return new ProgramOptions(type, section, name, instructions, license);
  }

  /** {@return its type, {@link ProgramType#UNKNOWN} if {@link #section} says it} */
  public ProgramType type() {
    return type;
  }

  /** {@return what stands in C's {@code SEC("…")}, empty if {@link #type} says the type} */
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
    return "program "
        + name
        + " ("
        + (section.isEmpty() ? type : section)
        + ", "
        + instructions.size()
        + " instructions)";
  }
}
