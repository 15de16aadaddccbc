package org.libbpfjava.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.libbpfjava.exception.Errno;

/** Descriptors that Java cannot open, for maps whose keys or values they are. */
public final class Descriptors implements AutoCloseable {
  private static boolean isLoaded; // guarded by the class

  private final List<Integer> open = new ArrayList<>();

  /** Compiles and loads {@code src/test/c/descriptors.c}, once a JVM. */
  public Descriptors() throws IOException, InterruptedException {
    load();
  }

  private static synchronized void load() throws IOException, InterruptedException {
    if (!isLoaded) {
      Path folder = Files.createTempDirectory("descriptors");
      Path library = folder.resolve("descriptors.so");
      try {
        OldKernel.compile("descriptors.c", library, "-shared", "-fPIC");
        System.load(library.toString());
        isLoaded = true;
      } finally {
        Files.deleteIfExists(library);
        Files.deleteIfExists(folder.resolve("descriptors.c"));
        Files.delete(folder);
      }
    }
  }

  private int opened(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException(what + ": " + Errno.name(-result));
    }
    open.add(result);
    return result;
  }

  /** {@return one of this process} */
  public int process() {
    return opened("pidfd", pidfd());
  }

  /** {@return an AF_XDP socket with memory and rings, which is bound to no device} */
  public int xdp() {
    return opened("AF_XDP socket", xdpSocket());
  }

  /** {@return a TCP socket that listens on a port of its own} */
  public int listening() {
    return opened("socket", listener(0));
  }

  /** {@return one whose port others may listen on as well} */
  public int sharing() {
    return opened("socket", listener(1));
  }

  /** {@return an event that BPF programs write} */
  public int event(int cpu) {
    return opened("perf event", perfEvent(cpu));
  }

  /** {@return a file or folder} */
  public int file(Path path) {
    try (BytePointer text = new BytePointer(path.toString())) {
      return opened(path.toString(), path(text.address()));
    }
  }

  @Override
  public void close() {
    open.forEach(Descriptors::close);
    open.clear();
  }

  private static native int pidfd();

  private static native int xdpSocket();

  private static native int listener(int reusesPort);

  private static native int perfEvent(int cpu);

  private static native int path(long address);

  private static native void close(int fd);
}
