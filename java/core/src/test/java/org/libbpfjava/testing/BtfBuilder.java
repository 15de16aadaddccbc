package org.libbpfjava.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes BTF word by word, so that tests can write what no compiler would.
 *
 * <p>Kinds are the numbers of linux/btf.h. Ids count from 1 in the order of the calls.
 */
public final class BtfBuilder {
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final ByteOrder order;

  /** Writes little-endian BTF. */
  public BtfBuilder() {
    this(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes BTF of a byte order. */
  public BtfBuilder(ByteOrder order) {
    this.order = order;
    strings.write(0);
  }

  /** {@return the offset of a string among the strings} */
  public int string(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int offset = strings.size();
    strings.writeBytes(text.getBytes(UTF_8));
    strings.write(0);
    return offset;
  }

  /** Adds a type: its name, kind, vlen, "size or type" and the words that follow. */
  public BtfBuilder type(String name, int kind, int vlen, int sizeOrType, int... body) {
    return rawType(string(name), kind << 24 | vlen, sizeOrType, body);
  }

  /** Adds a type by its raw words. */
  public BtfBuilder rawType(int nameOffset, int info, int sizeOrType, int... body) {
    word(nameOffset);
    word(info);
    word(sizeOrType);
    for (int word : body) {
      word(word);
    }
    return this;
  }

  /** Adds {@code int}, signed, of 4 bytes. */
  public BtfBuilder intType() {
    return type("int", 1, 0, 4, 1 << 24 | 32);
  }

  private void word(int value) {
    types.writeBytes(ByteBuffer.allocate(4).order(order).putInt(value).array());
  }

  /** {@return the whole of it: header, types, strings} */
  public byte[] build() {
    return ByteBuffer.allocate(24 + types.size() + strings.size())
        .order(order)
        .putShort((short) 0xeb9f)
        .put((byte) 1)
        .put((byte) 0)
        .putInt(24)
        .putInt(0)
        .putInt(types.size())
        .putInt(types.size())
        .putInt(strings.size())
        .put(types.toByteArray())
        .put(strings.toByteArray())
        .array();
  }
}
