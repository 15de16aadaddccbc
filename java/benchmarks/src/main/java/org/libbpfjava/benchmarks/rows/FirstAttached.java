package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.nio.file.Path;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLink;

/** From the start of the JVM to a program that has run: the whole process is timed. */
public final class FirstAttached {
  private FirstAttached() {}

  @SuppressWarnings({"try", "ThreadPriorityCheck"}) // the link is there; the processor is shared
  public static void main(String[] args) throws IOException {
    try (OpenBpfObject open = Row.openObject("small")) {
      TenVariables.set(open, 1);
      open.variable("target_pid").setInt(pid());
      open.variable("seed").setLong(Long.parseLong(args[0]));
      try (BpfObject object = open.load();
          BpfLink link = object.program("on_sys_enter").attach()) {
        long seen = object.variable("seen").getLong();
        while (seen == 0) {
          Thread.yield();
          seen = object.variable("seen").getLong();
        }
        System.out.println("checksum " + seen);
      }
    }
  }

  /** ProcessHandle would start a thread pool, which C's getpid() does not. */
  private static int pid() throws IOException {
    return Integer.parseInt(Path.of("/proc/self").toRealPath().getFileName().toString());
  }
}
