package org.libbpfjava.internal.message;

/**
 * What a fresh JVM needs ten milliseconds to prepare. A thread does it while the native library is
 * loaded. The thread calls nothing of this library, and then it ends. A caller never fails because
 * of it.
 */
public final class FreshJvm {
  /** From then on there is no security manager, and nothing to prepare. */
  private static final int JDK_WITHOUT = 24;

  private static volatile boolean begun = Runtime.version().feature() >= JDK_WITHOUT;

  private FreshJvm() {}

  /** Begins, once; does not wait. */
  public static void begin() {
    if (!begun) {
      begun = true;
      try {
        new Preparation().start();
      } catch (OutOfMemoryError e) {
        // There is no thread left: the first caller does it.
      }
    }
  }

  /** A class with a name, not a lambda: the first lambda of a JVM takes milliseconds as well. */
  private static final class Preparation extends Thread {
    Preparation() {
      super("libbpf-java start");
      setDaemon(true);
    }

    /** By the security manager JavaCPP finds its caller. */
    @Override
    public void run() {
      try {
        Class.forName("java.lang.SecurityManager");
      } catch (ClassNotFoundException e) {
        // there is none, and JavaCPP does without
      }
    }
  }
}
