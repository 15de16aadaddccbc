package org.libbpfjava.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;

/**
 * What a fresh JVM takes tens of milliseconds each to find, found on a thread of its own while the
 * native library is loaded. Nothing of ours is called from there, and it ends when it is done.
 */
final class FreshJvm {
  private static final CompletableFuture<Logger> LOGGER = new CompletableFuture<>();

  static {
    Thread thread = new Thread(FreshJvm::prepare, "libbpf-java start");
    thread.setDaemon(true);
    thread.start();
  }

  private FreshJvm() {}

  /** Begins; does not wait. */
  static void begin() {}

  private static void prepare() {
    initializeSecurityManager();
    try {
      Logger logger = System.getLogger("org.libbpfjava");
      logger.isLoggable(Level.DEBUG); // which finds what stands behind it
      LOGGER.complete(logger);
    } catch (Throwable e) {
      LOGGER.completeExceptionally(e);
    }
  }

  /** By which JavaCPP finds its caller; before JDK 24 that takes longer than all the rest of it. */
  private static void initializeSecurityManager() {
    try {
      Class.forName("java.lang.SecurityManager");
    } catch (ClassNotFoundException e) {
      // a JDK that has none any more
    }
  }

  /** {@return the logger {@code org.libbpfjava}, waiting until it is found} */
  static Logger logger() {
    return LOGGER.join();
  }
}
