package org.libbpfjava.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.libbpfjava.junit.KernelTier;

/**
 * A command that has ended.
 *
 * @param status its exit status
 * @param output what it printed, on stdout and stderr together
 */
public record ChildProcess(int status, String output) {
  /** A guest of {@code ci/vm} is slow and has a time limit of its own. */
  private static final int LIMIT_SECONDS = KernelTier.isRequired() ? 400 : 120;

  /**
   * Runs a command to its end.
   *
   * @param environment variables beside this process's own
   * @param command program and arguments
   * @throws AssertionError if it has not ended in time, which is two minutes natively
   */
  public static ChildProcess run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("child", ".log"); // a pipe that nobody empties would block
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // What ci/asan preloads must come first, and stay.
      environment.forEach(
          (name, value) ->
              builder
                  .environment()
                  .merge(
                      name,
                      value,
                      (old, more) -> name.equals("LD_PRELOAD") ? old + ":" + more : more));
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            command + " did not end within " + LIMIT_SECONDS + " s: " + Files.readString(output));
      }
      return new ChildProcess(process.exitValue(), Files.readString(output, UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  /**
   * {@return the command that runs a test's main class on this JDK, with this class path}
   *
   * <p>{@code -Dlibbpfjava.child.options} adds options of the JVM, which {@code ci/vm} has for the
   * slow processors of its guests.
   */
  public static List<String> java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED"); // or a warning is in the output
    }
    command.addAll(List.of(System.getProperty("libbpfjava.child.options", "").split(" ")));
    command.removeIf(String::isEmpty);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * {@return the command that runs another one in a mount namespace of its own}
   *
   * @param mounts a shell command that makes the mounts, which end with the namespace
   */
  public static List<String> inMountNamespace(String mounts, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of("unshare", "--mount", "sh", "-c", mounts + " && exec \"$@\"", "sh"));
    all.addAll(command);
    return all;
  }
}
