package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_program_type;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_prog_type_str;

import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.Need;
import org.libbpfjava.internal.failure.ReturnCode;

/** Types of programs, which libbpf knows by the names of their ELF sections. */
public final class ProgramTypes {
  private ProgramTypes() {}

  /**
   * {@return the numbers of program type and expected attach type that a section's name stands for}
   *
   * @throws BpfException ESRCH if libbpf knows no such section
   */
  public static int[] find(String section) {
    int[] types = new int[2];
    ReturnCode.check(lbj_program_type(section, types), "find the program type of section", section);
    return types;
  }

  /** {@return what a program of that type, as the kernel numbers it, asks of the process} */
  static Need need(int type) {
    String name = Native.string(libbpf_bpf_prog_type_str(type));
    return Need.ofProgramTypes(name.isEmpty() ? List.of() : List.of(name));
  }

  /** {@return what a program of that section asks of the process} */
  static Need need(String section) {
    int[] types = new int[2];
    return Need.ofProgramTypes(
        lbj_program_type(section.replaceFirst("^\\?", ""), types) < 0
            ? List.of()
            : List.of(Native.string(libbpf_bpf_prog_type_str(types[0]))));
  }
}
