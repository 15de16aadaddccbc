package org.libbpfjava.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A type that is being built: the words of its record, as {@link BtfData} draws them. */
final class BtfRecord {
  private static final int MAX_VLEN = 0xffff; // before Linux 7.2, and in libbpf 1.7

  private final int id;
  private final int kind;
  private final BtfStrings strings;
  private final int name;
  private final int sizeOrType;
  private boolean flag;
  private int vlen;
  private int[] body = new int[3];
  private int length;

  BtfRecord(int id, int kind, BtfStrings strings, String name, int sizeOrType) {
    this.id = id;
    this.kind = kind;
    this.strings = strings;
    this.name = strings.add(name);
    this.sizeOrType = sizeOrType;
  }

  int id() {
    return id;
  }

  int size() {
    return sizeOrType;
  }

  boolean isFlagged() {
    return flag;
  }

  /** Sets kind_flag. */
  BtfRecord flag() {
    flag = true;
    return this;
  }

  BtfRecord vlen(int count) {
    vlen = count;
    return this;
  }

  /** Adds one to what vlen counts; its words follow. */
  BtfRecord count() {
    if (vlen == MAX_VLEN) {
      throw new IllegalArgumentException(
          "type " + id + " has " + MAX_VLEN + " members already, and can have no more");
    }
    vlen++;
    return this;
  }

  /** Appends a word to the part that depends on the kind. */
  BtfRecord word(int value) {
    if (length == body.length) {
      body = Arrays.copyOf(body, 2 * length);
    }
    body[length++] = value;
    return this;
  }

  /** Appends a name. */
  BtfRecord name(String text) {
    return word(strings.add(text));
  }

  /** {@return types and strings behind a header, in this machine's byte order} */
  static byte[] write(List<BtfRecord> records, BtfStrings strings) {
    int typeSize = 0;
    for (BtfRecord record : records) {
      typeSize = Math.addExact(typeSize, BtfData.RECORD_SIZE + Integer.BYTES * record.length);
    }
    byte[] names = strings.bytes();
    ByteBuffer raw =
        ByteBuffer.allocate(Math.addExact(BtfHeader.SIZE + typeSize, names.length))
            .order(ByteOrder.nativeOrder())
            .putShort((short) BtfHeader.MAGIC)
            .put((byte) 1) // version
            .put((byte) 0) // flags
            .putInt(BtfHeader.SIZE)
            .putInt(0)
            .putInt(typeSize)
            .putInt(typeSize)
            .putInt(names.length);
    for (BtfRecord record : records) {
      record.write(raw);
    }
    return raw.put(names).array();
  }

  private void write(ByteBuffer raw) {
    raw.putInt(name).putInt((flag ? 1 << 31 : 0) | kind << 24 | vlen).putInt(sizeOrType);
    for (int i = 0; i < length; i++) {
      raw.putInt(body[i]);
    }
  }

  /** {@return the name, which must not be empty} */
  static String needed(String what, String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " needs a name");
    }
    return name;
  }

  static void checkPower(String what, int sizeBytes, int most) {
    if (sizeBytes < 1 || sizeBytes > most || Integer.bitCount(sizeBytes) != 1) {
      throw new IllegalArgumentException(
          what + " of " + sizeBytes + " bytes: it has a power of 2 of them, " + most + " at most");
    }
  }

  /** {@return a number as the word of 32 bits that holds it} */
  static int word(String what, long number) {
    if (number < 0 || number > 0xffff_ffffL) {
      throw new IllegalArgumentException(what + " is 0 to 4294967295, not " + number);
    }
    return (int) number;
  }
}
