package org.libbpfjava.internal.code;

import java.util.List;
import java.util.Map;
import org.libbpfjava.btf.Btf;

/**
 * What libbpf holds of a program: before load its own function as the file has it, after load that
 * and then those that it calls, relocated. The caller is inside the program's object.
 */
public interface HeldCode {
  /** {@return the instructions' bytes, none for a program that libbpf has dropped} */
  byte[] code();

  /** {@return the BTF ids of a relocated program's functions by the slots where they begin} */
  Map<Integer, Integer> functionIds();

  /**
   * {@return the names of a loaded program's functions by the slots where they begin, none without
   * BTF}
   */
  Map<Integer, String> functions(Btf btf);

  /** {@return the line records of a relocated program} */
  List<LineRecord> lines();
}
