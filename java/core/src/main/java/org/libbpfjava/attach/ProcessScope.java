package org.libbpfjava.attach;

import java.util.OptionalLong;

/** In which processes a probe of a binary is active. */
public final class ProcessScope {
  private enum Kind {
    ALL,
    THIS,
    ONE
  }

  private static final ProcessScope ALL = new ProcessScope(Kind.ALL, 0);
  private static final ProcessScope THIS = new ProcessScope(Kind.THIS, 0);

  private final Kind kind;
  private final int pid;

  private ProcessScope(Kind kind, int pid) {
    this.kind = kind;
    this.pid = pid;
  }

  /** {@return all processes that run the binary, now and later} */
  public static ProcessScope allProcesses() {
    return ALL;
  }

  /** {@return the process that attaches} */
  public static ProcessScope thisProcess() {
    return THIS;
  }

  /**
   * {@return one process}
   *
   * @param pid its number, as {@link ProcessHandle#pid} gives it
   * @throws IllegalArgumentException if no process can have it
   */
  public static ProcessScope process(long pid) {
    return new ProcessScope(Kind.ONE, AttachText.process(pid, "process"));
  }

  /** {@return whether it is all processes} */
  public boolean isAll() {
    return kind == Kind.ALL;
  }

  /** {@return the number of the one process, empty for this process or all} */
  public OptionalLong pid() {
    return kind == Kind.ONE ? OptionalLong.of(pid) : OptionalLong.empty();
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ALL -> "all processes";
      case THIS -> "this process";
      case ONE -> "process " + pid;
    };
  }
}
