package org.libbpfjava;

import java.util.List;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.internal.CString;

/**
 * A program to be loaded without an ELF file: a value, each method gives a changed copy.
 *
 * @param section what it would be in C's {@code SEC("…")}: {@code socket}, {@code xdp}, {@code
 *     syscall}; says which type of program it is
 * @param name what the kernel and messages call it: up to 15 letters, digits, dots and underscores
 * @param instructions the program
 * @param license as in an object's license section; helpers that are GPL only want {@code GPL}
 * @see BpfScope#loadProgram
 */
public record ProgramOptions(
    String section, String name, List<Instruction> instructions, String license) {

  /** Refuses names that the kernel does, by IllegalArgumentException. */
  public ProgramOptions {
    MapOptions.checkName("program", name);
    CString.check("the license of program '" + name + "'", license);
    CString.check("the section of program '" + name + "'", section);
    instructions = List.copyOf(instructions);
  }

  /**
   * A program under the GPL.
   *
   * @param section what it would be in C's {@code SEC("…")}
   * @param name its name
   * @param instructions the program, such as {@link org.libbpfjava.insn.Assembler} gives it
   * @return the options
   */
  public static ProgramOptions of(
      String section, String name, List<? extends Instruction> instructions) {
    return new ProgramOptions(section, name, List.copyOf(instructions), "GPL");
  }

  /**
   * Names a license.
   *
   * @param license such as {@code Dual BSD/GPL}
   * @return the changed options
   */
  public ProgramOptions license(String license) {
    return new ProgramOptions(section, name, instructions, license);
  }
}
