package org.libbpfjava.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles BPF objects from C while tests run.
 *
 * <p>The compiler is {@code clang-16}, or {@code clang} where there is none, from {@code PATH}. The
 * flags are {@code -target bpf -g -O2 -mcpu=v3} and after them those of the caller. Where no
 * compiler is installed, the test is skipped, or fails where {@link KernelTier#isRequired}.
 *
 * <p>The same text with the same flags is compiled once in a JVM. The system property {@code
 * libbpfjava.objects} may name a folder that keeps the objects longer. A machine with clang fills
 * it, and another one uses it on which clang is slow or not installed. What the text includes is
 * not compared: empty the folder when a header changes.
 *
 * <p>Any number of threads may call it.
 */
public final class Clang {
  private static final @Nullable Path KEPT = kept(System.getProperty("libbpfjava.objects"));
  private static final List<String> DEFAULT_FLAGS =
      List.of("-target", "bpf", "-g", "-O2", "-mcpu=v3");
  private static final List<String> DEFAULT_COMPILERS = List.of("clang-16", "clang");
  private static final Map<String, byte[]> OBJECTS = new ConcurrentHashMap<>();

  private Clang() {}

  /**
   * {@return the object of a C text}
   *
   * @param source the text
   * @param flags more flags, such as {@code -mcpu=v1}
   * @throws IllegalArgumentException if it does not compile, with what the compiler says
   * @throws UncheckedIOException if the compiler cannot be run
   */
  public static byte[] object(String source, String... flags) {
    return objectBy(DEFAULT_COMPILERS, source, flags);
  }

  /**
   * {@return the object of a C file}
   *
   * @param source the file, in UTF-8; it may not include others by a path relative to its own
   * @param flags more flags, such as {@code -mcpu=v1}
   * @throws IllegalArgumentException if it does not compile, with what the compiler says
   * @throws UncheckedIOException if the file cannot be read, or the compiler cannot be run
   */
  public static byte[] object(Path source, String... flags) {
    try {
      return object(Files.readString(requireNonNull(source, "source")), flags);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the object of a C text, made by a certain compiler}
   *
   * @param compiler its name in {@code PATH}, such as {@code clang-19}
   * @param source the text
   * @param flags more flags, such as {@code -mcpu=v4}
   * @throws IllegalArgumentException if it does not compile, with what the compiler says
   * @throws UncheckedIOException if the compiler cannot be run
   */
  public static byte[] objectBy(String compiler, String source, String... flags) {
    requireNonNull(compiler, "compiler");
    return objectBy(List.of(compiler), source, flags);
  }

  private static byte[] objectBy(List<String> compilers, String source, String... flags) {
    requireNonNull(source, "source");
    requireNonNull(flags, "flags");
    List<String> all = new ArrayList<>(DEFAULT_FLAGS);
    all.addAll(List.of(flags));
    return OBJECTS
        .computeIfAbsent(
            digest(source, compilers, all), digest -> keptOrMade(digest, source, compilers, all))
        .clone();
  }

  private static byte[] keptOrMade(
      String digest, String source, List<String> compilers, List<String> flags) {
    try {
      Path kept = KEPT == null ? null : KEPT.resolve(digest + ".o");
      if (kept != null && Files.exists(kept)) {
        return Files.readAllBytes(kept);
      }
      List<String> command = new ArrayList<>(flags);
      command.add(0, program(compilers));
      byte[] object = compile(source, command);
      if (kept != null && Files.isWritable(KEPT)) {
        Files.write(kept, object);
      }
      return object;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] compile(String source, List<String> compilerAndFlags) {
    try {
      Path folder = Files.createTempDirectory("bpf");
      Path input = folder.resolve("input.bpf.c");
      Path output = folder.resolve("output.o");
      try {
        Files.writeString(input, source);
        List<String> command = new ArrayList<>(compilerAndFlags);
        command.addAll(List.of("-c", input.toString(), "-o", output.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String messages = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
          throw new IllegalArgumentException(String.join(" ", command) + "\n" + messages);
        }
        return Files.readAllBytes(output);
      } finally {
        Files.deleteIfExists(input);
        Files.deleteIfExists(output);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String program(List<String> names) {
    for (String name : names) {
      for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    throw KernelTier.skip("needs " + String.join(" or ", names) + " to compile BPF");
  }

  private static @Nullable Path kept(@Nullable String folder) {
    return folder == null ? null : Path.of(folder);
  }

  private static String digest(String source, List<String> compilers, List<String> flags) {
    // Headers lie in folders named by architecture; the object is the same for all.
    String portable =
        flags.toString().replaceAll("x86_64|aarch64|(?<=TARGET_ARCH_)(x86|arm64)", "ARCH");
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((compilers + "\n" + portable + "\n" + source).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
