package org.libbpfjava.internal.layout;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes types as the bytes of a {@code .BTF} section, in this machine's byte order. Numbers of
 * types count from 1 in the order in which they are written.
 */
final class BtfWriter {
  static final int INT = 1;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int ENUM = 6;
  static final int FLOAT = 16;
  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 24;
  private static final int TYPE_BYTES = 12;

  private ByteBuffer types = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private int count;

  BtfWriter() {
    strings.write(0);
  }

  /** {@return the offset of a string, for names of members and constants} */
  int string(String text) {
    int offset = strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    strings.write(0);
    return offset;
  }

  /**
   * Adds a type.
   *
   * @param name its name, empty for none
   * @param members how many members or constants it has
   * @param size its bytes
   * @param body the words that follow, as its kind has them
   * @return its number
   */
  int type(String name, int kind, int members, int size, int... body) {
    makeRoom(TYPE_BYTES + Integer.BYTES * body.length);
    types.putInt(name.isEmpty() ? 0 : string(name)).putInt(kind << 24 | members).putInt(size);
    for (int word : body) {
      types.putInt(word);
    }
    return ++count;
  }

  private void makeRoom(int bytes) {
    if (types.remaining() < bytes) {
      types =
          ByteBuffer.allocate(2 * types.capacity() + bytes)
              .order(ByteOrder.nativeOrder())
              .put(types.flip());
    }
  }

  /** {@return all that was written} */
  byte[] bytes() {
    byte[] names = strings.toByteArray();
    return ByteBuffer.allocate(HEADER_BYTES + types.position() + names.length)
        .order(ByteOrder.nativeOrder())
        .putShort((short) MAGIC)
        .put((byte) VERSION)
        .put((byte) 0)
        .putInt(HEADER_BYTES)
        .putInt(0)
        .putInt(types.position())
        .putInt(types.position())
        .putInt(names.length)
        .put(types.array(), 0, types.position())
        .put(names)
        .array();
  }
}
