import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes one line for each test as soon as it is known, so that a guest that dies leaves what it
 * had: state, class, test, milliseconds, reason, separated by tabs; a line "end" closes the file.
 *
 * <p>JUnit's own XML comes at the end, and leaves out parameterized tests of a skipped class.
 */
public final class Recorder implements TestExecutionListener {
  private final Map<String, Long> started = new ConcurrentHashMap<>(); // nanoseconds, by unique id
  private PrintStream out = System.err;
  private TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    try {
      Path file = Path.of(System.getProperty("vm.results"));
      out = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void executionStarted(TestIdentifier id) {
    started.put(id.getUniqueId(), System.nanoTime());
    if (id.isTest()) {
      write("started", id, "");
    }
  }

  @Override
  public void executionSkipped(TestIdentifier id, String reason) {
    Set<TestIdentifier> tests =
        plan.getDescendants(id).stream().filter(TestIdentifier::isTest).collect(Collectors.toSet());
    tests.forEach(test -> write("skipped", test, reason));
    if (tests.isEmpty()) {
      write("skipped", id, reason);
    }
  }

  @Override
  public void executionFinished(TestIdentifier id, TestExecutionResult result) {
    String reason = result.getThrowable().map(Throwable::toString).orElse("");
    switch (result.getStatus()) {
      case FAILED -> write("failed", id, reason);
      case ABORTED ->
          write("skipped", id, result.getThrowable().map(Throwable::getMessage).orElse(reason));
      case SUCCESSFUL -> {
        if (id.isTest()) {
          write("passed", id, "");
        }
      }
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    out.println("end");
    out.close();
  }

  private void write(String state, TestIdentifier id, String reason) {
    long now = System.nanoTime();
    long milliseconds = (now - started.getOrDefault(id.getUniqueId(), now)) / 1_000_000;
    String test = id.getType().isContainer() && !id.isTest() ? "" : testName(id);
    out.println(
        String.join(
            "\t", state, className(id), oneLine(test), Long.toString(milliseconds), oneLine(reason)));
  }

  private String testName(TestIdentifier id) {
    String method =
        id.getSource()
            .filter(MethodSource.class::isInstance)
            .map(source -> ((MethodSource) source).getMethodName())
            .orElse("");
    String shown = id.getDisplayName();
    return shown.startsWith(method + "(") ? method : method + " " + shown;
  }

  private static String className(TestIdentifier id) {
    return id.getSource()
        .map(
            source ->
                source instanceof MethodSource method
                    ? method.getClassName()
                    : source instanceof ClassSource type ? type.getClassName() : source.toString())
        .orElse(id.getDisplayName());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
