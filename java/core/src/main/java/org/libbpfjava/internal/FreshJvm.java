package org.libbpfjava.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * What a fresh JVM takes tens of milliseconds each to find, found on a thread of its own while the
 * native library is loaded. Nothing of ours is called from there, and it ends when it is done.
 */
final class FreshJvm {

  static {
    new Preparation().start();
  }

  private FreshJvm() {}

  /** Begins; does not wait. */
  static void begin() {}

  /** {@return the logger {@code org.libbpfjava}, waiting until it is found} */
  static Logger logger() {
    return Found.LOGGER;
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

  /** Found by whoever comes first; the others wait for its initialization. */
  private static final class Found {
    static final Logger LOGGER = System.getLogger("org.libbpfjava");
  }
}
