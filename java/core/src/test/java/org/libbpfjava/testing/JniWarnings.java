package org.libbpfjava.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests in which the JVM, under {@code -Xcheck:jni}, complained of a native
 * method.
 *
 * <p>JUnit registers it by itself in the executions {@code check-jni} of this module's POM, which
 * have the JVM write what it says to the file that {@code -Dlibbpfjava.jni.log} names, as the JVM
 * is told it: with {@code %p} for the process.
 */
public final class JniWarnings implements AfterAllCallback {
  private static int seen; // lines of this process's log

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    String log =
        Objects.requireNonNull(System.getProperty("libbpfjava.jni.log"), "libbpfjava.jni.log")
            .replace("%p", "pid" + ProcessHandle.current().pid());
    List<String> warnings = unseen(Files.readAllLines(Path.of(log)));
    if (!warnings.isEmpty()) {
      throw new AssertionError("-Xcheck:jni complains:\n" + String.join("\n", warnings));
    }
  }

  /** What is new since the class before, from the first complaint on: its stack follows it. */
  private static synchronized List<String> unseen(List<String> lines) {
    List<String> warnings = new ArrayList<>();
    for (String line : lines.subList(seen, lines.size())) {
      if (!warnings.isEmpty() || line.matches("(WARNING|FATAL ERROR).*(JNI|native method).*")) {
        warnings.add(line);
      }
    }
    seen = lines.size();
    return warnings;
  }
}
