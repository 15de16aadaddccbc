package org.libbpfjava.internal.message;

import java.lang.System.Logger.Level;

/** What the library itself has to warn of, through the logger {@code org.libbpfjava}. */
public final class Warnings {
  private Warnings() {}

  /** Hands a sentence to the logger. */
  public static void log(String sentence) {
    FreshJvm.logger().log(Level.WARNING, sentence);
  }
}
