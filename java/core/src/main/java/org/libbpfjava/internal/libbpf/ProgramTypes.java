package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_program_type;
import static org.libbpfjava.raw.global.libbpf.libbpf_bpf_prog_type_str;

import java.util.List;
import org.libbpfjava.internal.failure.Need;

/** Types of programs, which libbpf knows by the names of their ELF sections. */
public final class ProgramTypes {
  private ProgramTypes() {}

  /** {@return the type as libbpf names it, by the program's section; empty for an unknown one} */
  public static String ofSection(String section) {
    int[] types = new int[2];
    return lbj_program_type(section.replaceFirst("^\\?", ""), types) < 0
        ? ""
        : Native.string(libbpf_bpf_prog_type_str(types[0]));
  }

  /** {@return what a program of that section asks of the process} */
  public static Need need(String section) {
    String type = ofSection(section);
    return Need.ofProgramTypes(type.isEmpty() ? List.of() : List.of(type));
  }
}
