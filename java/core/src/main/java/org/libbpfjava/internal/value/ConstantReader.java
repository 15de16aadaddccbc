package org.libbpfjava.internal.value;

import java.io.IOException;
import java.io.InputStream;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.libbpfjava.internal.memory.SectionMemory;

/**
 * A reader whose method handle is a constant, so that the JVM compiles the whole of it into one
 * piece of code. A constant belongs to a class: each reader has one of its own, a hidden copy of
 * this one, which goes when nobody has the reader any more.
 */
final class ConstantReader implements RecordReader {
  private static final MethodHandle HANDLE = handle();

  private ConstantReader() {}

  /** {@return what the copy was made for; of the original, which nobody reads by, any handle} */
  private static MethodHandle handle() {
    try {
      MethodHandle given =
          MethodHandles.classData(
              MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, MethodHandle.class);
      return given != null ? given : MethodHandles.constant(Object.class, "");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // a class may read its own data
    }
  }

  /**
   * Makes a reader.
   *
   * @param handle of the type that {@link RecordReader#read} has
   * @throws ReflectiveOperationException if this JVM makes no such classes
   * @throws IOException if the class file of this class is not there
   */
  static RecordReader of(MethodHandle handle) throws ReflectiveOperationException, IOException {
    MethodHandles.Lookup copy =
        MethodHandles.lookup().defineHiddenClassWithClassData(classFile(), handle, true);
    MethodHandle constructor =
        copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class));
    try {
      return (RecordReader) constructor.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // the constructor does nothing
    }
  }

  private static byte[] classFile() throws IOException {
    String name = ConstantReader.class.getSimpleName() + ".class";
    try (InputStream file = ConstantReader.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException("no " + name);
      }
      return file.readAllBytes();
    }
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) throws Throwable {
    return (Object) HANDLE.invokeExact(memory, offset, end);
  }
}
