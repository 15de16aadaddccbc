package org.libbpfjava;

import java.util.List;
import java.util.Objects;

/**
 * Where the instructions of a loaded program come from, by the records that clang wrote and the
 * kernel keeps. They are those of {@link BpfProgram#xlatedInstructions}.
 *
 * @param functions its functions, in the order of their instructions; empty for a program without
 *     BTF
 * @param lines its lines, in the order of their instructions; empty for a program without them
 * @see BpfProgram#source
 * @libbpf struct bpf_func_info, struct bpf_line_info
 */
public record ProgramSource(List<Function> functions, List<Line> lines) {

  /**
   * A C function.
   *
   * @param slot the 8-byte slot of its first instruction
   * @param name its name
   */
  public record Function(int slot, String name) {
    /** Refuses null by NullPointerException. */
    public Function {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * A line of C.
   *
   * @param slot the 8-byte slot of its first instruction
   * @param file the file, as clang was given it
   * @param number the line's number in the file, 0 for code that the compiler made up
   * @param column the column, from 1
   * @param text what stands in the line
   */
  public record Line(int slot, String file, int number, int column, String text) {
    /** Refuses null by NullPointerException. */
    public Line {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(text, "text");
    }

    /** {@return {@code file:number:column: text}} */
    @Override
    public String toString() {
      return file + ":" + number + ":" + column + ": " + text.strip();
    }
  }

  /** Refuses null by NullPointerException. */
  public ProgramSource {
    functions = List.copyOf(Objects.requireNonNull(functions, "functions"));
    lines = List.copyOf(Objects.requireNonNull(lines, "lines"));
  }
}
