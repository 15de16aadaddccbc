package org.libbpfjava.internal.typed;

import java.nio.ByteBuffer;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.layout.JavaLayout;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.internal.value.ValueCodecs;

/**
 * Reads C structs that come one after the other.
 *
 * @param <T> the Java class that each becomes
 */
public final class StructReader<T> {
  private static final String KIND = "record of iterator";

  private final ElementReader<T> reader;
  private final byte[] bytes;
  private final BufferMemory memory;

  private StructReader(String name, ElementReader<T> reader, int size) {
    this.reader = reader;
    this.bytes = new byte[size];
    this.memory = new BufferMemory(KIND + " " + name, ByteBuffer.wrap(bytes));
  }

  /**
   * Reads structs of a C type.
   *
   * @param name of the iterator's program
   * @throws IllegalArgumentException with the first disagreement of the class and the C type
   */
  public static <T> StructReader<T> of(
      String name, Class<T> java, BtfType type, ValueCodecs codecs) {
    return new StructReader<>(name, ElementCodec.of(java, KIND, name, type, codecs), type.size());
  }

  /**
   * Reads structs that have the members of a class.
   *
   * @param name of the iterator's program
   * @throws IllegalArgumentException if the class has no layout in C
   */
  public static <T> StructReader<T> of(String name, Class<T> java) {
    String subject = KIND + " '" + name + "'";
    int size = JavaLayout.sizeOf(java, subject + " has no C type that was named, and");
    if (size == 0) {
      throw new IllegalArgumentException(
          subject
              + " has no C type that was named, and "
              + java.getTypeName()
              + " has no size of its own: name the struct, or use a record");
    }
    return of(name, java, JavaLayout.of(java, size, subject), new ValueCodecs());
  }

  /** {@return where the bytes of the next record go, all of them} */
  public byte[] bytes() {
    return bytes;
  }

  /** {@return the record whose bytes are there} */
  public T read() {
    return reader.read(memory, 0);
  }
}
