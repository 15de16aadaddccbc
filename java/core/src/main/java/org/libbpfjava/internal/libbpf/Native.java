package org.libbpfjava.internal.libbpf;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.message.Printable;

/** Texts that cross from C to Java. */
public final class Native {
  private Native() {}

  /** {@return libbpf's text, or "" for a null pointer} */
  public static String string(@Nullable String text) {
    return text == null ? "" : Printable.line(text);
  }
}
