package org.libbpfjava.kernel;

import java.nio.file.Path;
import java.util.Objects;

/** Somebody who keeps an object in the kernel. */
public sealed interface Holder {

  /**
   * A process that has it open.
   *
   * @param pid the process, in this process's PID namespace
   * @param command its name, up to 15 characters
   * @param descriptors how many of its descriptors are of the object
   */
  record ByProcess(int pid, String command, int descriptors) implements Holder {
    /** Refuses null by NullPointerException. */
    public ByProcess {
      Objects.requireNonNull(command, "command");
    }

    @Override
    public String toString() {
      return command + " (process " + pid + ")";
    }
  }

  /**
   * A file in which it is pinned.
   *
   * @param path the file, in a BPF file system
   */
  record ByPin(Path path) implements Holder {
    /** Refuses null by NullPointerException. */
    public ByPin {
      Objects.requireNonNull(path, "path");
    }

    @Override
    public String toString() {
      return "pinned at " + path;
    }
  }
}
