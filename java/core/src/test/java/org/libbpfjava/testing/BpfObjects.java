package org.libbpfjava.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.junit.Clang;

/** The objects that the build made of {@code src/test/bpf}. */
public final class BpfObjects {
  private BpfObjects() {}

  public static OpenBpfObject open(String name) {
    return BpfObject.open(BpfObjects.class, "/bpf/" + name);
  }

  /** {@return one, opened with options} */
  public static OpenBpfObject open(String name, OpenOptions options) {
    return BpfObject.open(BpfSource.of(bytes(name)), options);
  }

  /** {@return the object file itself} */
  public static byte[] bytes(String name) {
    try (InputStream in = BpfObjects.class.getResourceAsStream("/bpf/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the object of a file in {@code src/test/bpf}, compiled now}
   *
   * @param name its name, without {@code .bpf.c}
   * @param flags more flags for clang
   */
  public static byte[] compiled(String name, String... flags) {
    return Clang.object(Path.of("src", "test", "bpf", name + ".bpf.c"), flags);
  }

  public static BpfObject load(String name) {
    try (OpenBpfObject open = open(name)) {
      return open.load();
    }
  }

  /** {@return one with these of its programs alone} */
  public static BpfObject load(String name, String... programs) {
    try (OpenBpfObject open = open(name)) {
      for (OpenBpfProgram program : open.programs()) {
        program.setAutoload(List.of(programs).contains(program.name()));
      }
      return open.load();
    }
  }
}
