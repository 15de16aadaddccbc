package org.libbpfjava.internal.message;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ResourceBundle;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * Things that a fresh JVM needs tens of milliseconds each to find. A thread finds them while the
 * native library is loaded. The thread calls nothing else of this library, and then it ends.
 *
 * <p>A caller never fails because of it. Without a thread the things are found later. Without a
 * working logger messages go nowhere.
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
        // There is no thread left: the first caller finds it.
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
        // the caller that asks for the logger gets it
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
