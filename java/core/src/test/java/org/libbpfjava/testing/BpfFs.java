package org.libbpfjava.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A bpf file system of its own, unmounted on close, which frees what was pinned in it. */
public final class BpfFs implements AutoCloseable {
  private final Path folder;

  private BpfFs(Path folder) {
    this.folder = folder;
  }

  /** {@return a new file system on a new folder} */
  public static BpfFs mount() throws IOException {
    Path folder = Files.createTempDirectory("bpffs");
    run("mount", "-t", "bpf", "bpf", folder.toString());
    return new BpfFs(folder);
  }

  /** {@return a path in it} */
  public Path path(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    run("umount", folder.toString());
    Files.delete(folder);
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String messages = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", List.of(command)) + "\n" + messages);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
