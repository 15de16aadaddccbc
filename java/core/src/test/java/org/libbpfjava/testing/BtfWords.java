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
public final class BtfWords {
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final ByteOrder order;
  private final ByteArrayOutputStream layout = new ByteArrayOutputStream();

  /** Writes little-endian BTF. */
  public BtfWords() {
    this(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes BTF of a byte order. */
  public BtfWords(ByteOrder order) {
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
  public BtfWords type(String name, int kind, int vlen, int sizeOrType, int... body) {
    return rawType(string(name), kind << 24 | vlen, sizeOrType, body);
  }

  /** Adds a type by its raw words. */
  public BtfWords rawType(int nameOffset, int info, int sizeOrType, int... body) {
    word(nameOffset);
    word(info);
    word(sizeOrType);
    for (int word : body) {
      word(word);
    }
    return this;
  }

  /** Adds {@code int}, signed, of 4 bytes. */
  public BtfWords intType() {
    return type("int", 1, 0, 4, 1 << 24 | 32);
  }

  /** Says how large types of a kind are, after their 12 bytes and for each of vlen. */
  public BtfWords layout(int kind, int fixedBytes, int bytesEach) {
    while (layout.size() < 4 * kind) {
      layout.write(0);
    }
    layout.writeBytes(new byte[] {(byte) fixedBytes, (byte) bytesEach, 0, 0});
    return this;
  }

  private void word(int value) {
    types.writeBytes(ByteBuffer.allocate(4).order(order).putInt(value).array());
  }

  /** {@return the whole of it: header, types, strings; with a layout, that before the strings} */
  public byte[] build() {
    int header = layout.size() == 0 ? 24 : 32;
    ByteBuffer btf =
        ByteBuffer.allocate(header + types.size() + layout.size() + strings.size())
            .order(order)
            .putShort((short) 0xeb9f)
            .put((byte) 1)
            .put((byte) 0)
            .putInt(header)
            .putInt(0)
            .putInt(types.size())
            .putInt(types.size() + layout.size())
            .putInt(strings.size());
    if (header == 32) {
      btf.putInt(types.size()).putInt(layout.size());
    }
    return btf.put(types.toByteArray())
        .put(layout.toByteArray())
        .put(strings.toByteArray())
        .array();
  }
}
