package java.lang.foreign;

import java.lang.invoke.VarHandle;

/** What src/segments/java uses of the interface that JDK 22 has. Compiled against, never run. */
public interface ValueLayout {
  OfInt JAVA_INT = null;
  OfLong JAVA_LONG = null;

  VarHandle varHandle();

  interface OfInt extends ValueLayout {}

  interface OfLong extends ValueLayout {}
}
