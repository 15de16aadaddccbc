package org.libbpfjava.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.libbpfjava.junit.KernelTier;

/**
 * Imitations of kernels that no distribution ships any more: this kernel, with bpf(2) refusing what
 * they did not know. Each runs a process of its own, under a library in LD_PRELOAD that is built
 * from {@code src/test/c/old_kernel.c}.
 */
public enum OldKernel {
  /** No global data: no BPF_PSEUDO_MAP_VALUE, no frozen maps, none read-only for programs. */
  LINUX_5_1("5.1"),
  /** Global data, but no mmap of array maps. */
  LINUX_5_4("5.4");

  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>(); // by file name

  private final String version;

  OldKernel(String version) {
    this.version = version;
  }

  /**
   * Runs the main class of a test in a JVM of its own, with this one's class path.
   *
   * @param folder an empty one for what is built
   * @param main the class
   * @param arguments its arguments
   */
  public ChildProcess java(Path folder, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, ChildProcess.java(main, arguments));
  }

  /**
   * Runs a command.
   *
   * @param folder an empty one for what is built
   * @param command program and arguments
   */
  public ChildProcess run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path library = folder.resolve("old_kernel.so");
    compile("old_kernel.c", library, "-shared", "-fPIC", "-ldl");
    return ChildProcess.run(
        Map.of("LD_PRELOAD", library.toString(), "OLD_KERNEL", version), command);
  }

  /** Compiles a file of {@code src/test/c}, once a JVM, into an executable file. */
  public static void compile(String name, Path target, String... options)
      throws IOException, InterruptedException {
    byte[] made = MADE.get(name);
    if (made != null) {
      Files.write(target, made);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
      return;
    }
    Path source = target.resolveSibling(name);
    try (InputStream text = OldKernel.class.getResourceAsStream("/c/" + name)) {
      Files.copy(Objects.requireNonNull(text, name), source, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>(List.of(compiler(), "-O2", "-Wall", "-Wextra"));
    command.addAll(List.of("-Werror", "-o", target.toString(), source.toString()));
    command.addAll(Arrays.asList(options));
    ChildProcess compiled = ChildProcess.run(Map.of(), command);
    if (compiled.status() != 0) {
      throw new AssertionError(command + ": " + compiled.output());
    }
    MADE.put(name, Files.readAllBytes(target));
  }

  private static String compiler() {
    return Stream.of("gcc", "clang", "clang-16", "clang-19")
        .filter(OldKernel::isOnPath)
        .findFirst()
        .orElseThrow(() -> KernelTier.skip("needs gcc or clang to imitate an old kernel"));
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
