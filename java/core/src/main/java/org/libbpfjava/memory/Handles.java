package org.libbpfjava.memory;

import java.lang.reflect.InvocationTargetException;
import org.libbpfjava.internal.message.MappedNumber;

/**
 * Chooses how handles reach memory. From JDK 22 on an address is enough, which takes half the time
 * of a buffer's accessor: that reads the buffer's fields and checks the bounds at each access. It
 * needs native access, which an application gives for the JNI library anyway; without it, there
 * would be a warning of the JVM's or an exception.
 */
final class Handles {
  /** Why there is no faster way; empty where there is. */
  static final String WHY_BUFFERS;

  static final HandleMaker BEST;

  static {
    HandleMaker best;
    String why = "";
    try {
      Module module = Handles.class.getModule();
      if ((boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module)) {
        // Compiled apart, against types that JDK 17 does not have: src/segments.
        best =
            Class.forName("org.libbpfjava.memory.SegmentHandles")
                .asSubclass(HandleMaker.class)
                .getDeclaredConstructor()
                .newInstance();
      } else {
        best = new Buffers();
        why =
            "it needs --enable-native-access="
                + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
      }
    } catch (NoSuchMethodException e) {
      best = new Buffers();
      why = "it needs JDK 22, this is " + Runtime.version().feature();
    } catch (ClassNotFoundException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException
        | LinkageError e) {
      best = new Buffers(); // an ahead-of-time image that has left it out
      why = "this JVM does not make handles of addresses: " + e;
    }
    BEST = best;
    WHY_BUFFERS = why;
  }

  private Handles() {}

  /** The way that every JDK has. */
  private static final class Buffers implements HandleMaker {
    @Override
    public IntHandle intHandle(MappedNumber number) {
      return new BufferIntHandle(
          number.variable(), number.section(), number.memory(), number.offset());
    }

    @Override
    public LongHandle longHandle(MappedNumber number) {
      return new BufferLongHandle(
          number.variable(), number.section(), number.memory(), number.offset());
    }
  }
}
