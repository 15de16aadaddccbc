package org.libbpfjava.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A new bpf file system for one test to pin in.
 *
 * <pre>{@code
 * try (BpfFs pins = BpfFs.mount()) {
 *   object.section(".bss").pin(pins.path("counters"));
 * }
 * }</pre>
 *
 * <p>{@link #close} unmounts it, which unpins what was pinned in it. Needs CAP_SYS_ADMIN and the
 * programs {@code mount} and {@code umount}.
 */
public final class BpfFs implements AutoCloseable {
  private final Path folder;

  private BpfFs(Path folder) {
    this.folder = folder;
  }

  /**
   * {@return a new file system, mounted on a new folder among the temporary files}
   *
   * @throws IOException if it cannot be mounted, with what {@code mount} says
   */
  public static BpfFs mount() throws IOException {
    Path folder = Files.createTempDirectory("bpffs");
    run("mount", "-t", "bpf", "bpf", folder.toString());
    return new BpfFs(folder);
  }

  /**
   * {@return a path in the file system}
   *
   * @param name a name, or names with slashes between
   */
  public Path path(String name) {
    return folder.resolve(requireNonNull(name, "name"));
  }

  /**
   * Unmounts the file system and deletes its folder.
   *
   * @throws IOException if it is in use, or unmounted already
   */
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
