package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfLink;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;

/** From the start of the JVM to a program that has run: the whole process is timed. */
public final class FirstAttached {
  private FirstAttached() {}

  public static void main(String[] args) {
    try (OpenBpfObject open = Row.openObject("small")) {
      TenVariables.set(open, 1);
      open.variable("target_pid").setInt((int) ProcessHandle.current().pid());
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
}
