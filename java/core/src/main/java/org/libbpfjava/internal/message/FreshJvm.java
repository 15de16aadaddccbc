package org.libbpfjava.internal.message;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ResourceBundle;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * What a fresh JVM takes tens of milliseconds each to find, found on a thread of its own while the
 * native library is loaded. Nothing of ours is called from there, and it ends when it is done.
 *
 * <p>None of it can fail a caller: without a thread it is found later, and without a logger that
 * works messages go nowhere.
 */
public final class FreshJvm {
  private static volatile boolean begun;
  private static volatile @Nullable Logger logger;

  private FreshJvm() {}

  /** Begins, once; does not wait. */
  public static void begin() {
    if (!begun) {
      begun = true;
      try {
        new Preparation().start();
      } catch (OutOfMemoryError e) {
        // No thread to be had: it is found by whoever asks.
      }
    }
  }

  /** {@return the logger {@code org.libbpfjava}, waiting until it is found} */
  public static Logger logger() {
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

  /** A class with a name, not a lambda: the first lambda of a JVM takes milliseconds as well. */
  private static final class Preparation extends Thread {
    Preparation() {
      super("libbpf-java start");
      setDaemon(true);
    }

    @Override
    public void run() {
      initializeSecurityManager();
      try {
        logger().isLoggable(Level.DEBUG); // which finds what stands behind it
      } catch (RuntimeException | LinkageError e) {
        // whoever asks for the logger is told
      }
    }

    /** By which JavaCPP finds its caller; before JDK 24 that takes longer than the rest of it. */
    private static void initializeSecurityManager() {
      try {
        Class.forName("java.lang.SecurityManager");
      } catch (ClassNotFoundException e) {
        // a JDK that has none any more
      }
    }
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
