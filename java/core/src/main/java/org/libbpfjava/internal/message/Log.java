package org.libbpfjava.internal.message;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * The logger {@code org.libbpfjava}. It is asked for when there is something to say: to find the
 * first logger of a JVM takes tens of milliseconds.
 *
 * <p>libbpf says much at debug level each time, so that is handed on only where it is asked for: by
 * the environment variable {@code LIBBPF_LOG_LEVEL=debug}, as C programs with libbpf do, or by
 * {@code -Dorg.libbpfjava.log.level=debug}.
 */
public final class Log {
  private static final String LEVEL = "org.libbpfjava.log.level";
  private static final boolean DEBUG = "debug".equals(level());

  private static volatile @Nullable Logger logger;

  private Log() {}

  private static String level() {
    String property = System.getProperty(LEVEL);
    String level = property != null ? property : System.getenv("LIBBPF_LOG_LEVEL");
    return level == null ? "" : level.toLowerCase(Locale.ROOT);
  }

  /** {@return whether messages at debug level are handed on} */
  public static boolean isDebug() {
    return DEBUG;
  }

  /** Hands a message to the logger. */
  public static void log(Level level, String message) {
    log(level, message, null);
  }

  /**
   * Hands a message to the logger with what it is about. One that throws is no fault of the call.
   */
  public static void log(Level level, String message, @Nullable Throwable thrown) {
    try {
      logger().log(level, message, thrown);
    } catch (RuntimeException | LinkageError e) {
      // there is nobody to tell
    }
  }

  /** What the library itself has to warn of. */
  public static void warn(String sentence) {
    log(Level.WARNING, sentence);
  }

  private static Logger logger() {
    Logger known = logger;
    return known != null ? known : find();
  }

  private static synchronized Logger find() {
    Logger known = logger;
    if (known == null) {
      try {
        known = System.getLogger("org.libbpfjava");
      } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
        known = new NoLogger(); // the user's LoggerFinder is broken, and would be each time
      }
      logger = known;
    }
    return known;
  }

  private static final class NoLogger implements Logger {
    @Override
    public String getName() {
      return "org.libbpfjava";
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {}

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {}
  }
}
