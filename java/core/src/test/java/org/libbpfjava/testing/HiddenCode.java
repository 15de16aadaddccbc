package org.libbpfjava.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A kernel that hides programs' instructions: this one, under a library in LD_PRELOAD that is built
 * from {@code src/test/c}.
 */
public enum HiddenCode {
  /** From a process without CAP_BPF: the kernel itself hides them. */
  UNPRIVILEGED("drop_capabilities"),
  /** Of programs whose constants are blinded, from one that may not see addresses: imitated. */
  BLINDED("hide_blinded_code");

  private final String source;

  HiddenCode(String source) {
    this.source = source;
  }

  /**
   * Runs the main class of a test in a JVM of its own, with this one's class path.
   *
   * @param folder an empty one for what is built
   * @param main the class
   */
  public ChildProcess java(Path folder, Class<?> main) throws IOException, InterruptedException {
    Path library = folder.resolve(source + ".so");
    OldKernel.compile(source + ".c", library, "-shared", "-fPIC", "-ldl");
    return ChildProcess.run(Map.of("LD_PRELOAD", library.toString()), ChildProcess.java(main));
  }
}
