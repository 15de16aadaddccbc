package org.libbpfjava.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.Printable;

/**
 * The raw bytes of a .BTF section, and where each type's record starts.
 *
 * <pre>{@code
 * header  u16 magic | u8 version | u8 flags | u32 hdr_len, type_off, type_len, str_off, str_len
 *         from Linux 7.1 on, where hdr_len has room for them: u32 layout_off, layout_len
 * type    u32 name_off | u32 info: vlen 0..23, kind 24..30, kind_flag 31 | u32 size or type
 * layout  for each kind: u8 bytes after the type's 12 | u8 bytes for each of vlen | u16 flags
 * }</pre>
 *
 * <p>Before Linux 7.2 the highest byte of vlen and the two highest bits of kind were unused and 0.
 *
 * <p>{@link #read} proves that every record and every name lies within the bytes; nothing is known
 * yet about the ids inside the records.
 */
final class BtfData {
  static final int MAGIC = 0xeb9f;
  static final int RECORD_SIZE = 12;
  private static final int HEADER_SIZE = 24;
  private static final int HEADER_SIZE_WITH_LAYOUT = 32;
  private static final int MAX_NAME_SHARE = 64; // names may share bytes, so much and no more

  private final String source;
  private final byte[] raw;
  private final ByteBuffer data;
  private final int stringStart;
  private final int stringSize;
  private final int[] records; // byte offset of each type's record; [0] is void and unused
  private long nameBudget; // characters that names may still have, while checks run

  private BtfData(String source, byte[] raw, ByteBuffer data, long stringStart, long stringSize) {
    this.source = source;
    this.raw = raw;
    this.data = data;
    this.stringStart = (int) stringStart;
    this.stringSize = (int) stringSize;
    this.records = new int[0];
    this.nameBudget = MAX_NAME_SHARE * (long) raw.length;
  }

  private BtfData(BtfData other, int[] records) {
    this.source = other.source;
    this.raw = other.raw;
    this.data = other.data;
    this.stringStart = other.stringStart;
    this.stringSize = other.stringSize;
    this.records = records;
    this.nameBudget = other.nameBudget;
  }

  static BtfData read(String source, byte[] input) {
    byte[] raw = input.clone();
    if (raw.length < HEADER_SIZE) {
      throw invalid(source, "BTF of " + raw.length + " bytes has no room for its header", 0);
    }
    ByteBuffer data = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    int magic = Short.toUnsignedInt(data.getShort(0));
    if (magic != MAGIC) {
      if (Short.toUnsignedInt(Short.reverseBytes((short) magic)) != MAGIC) {
        throw invalid(source, "no BTF: magic is 0x" + Integer.toHexString(magic), 0);
      }
      data.order(ByteOrder.BIG_ENDIAN);
    }
    if (raw[2] != 1) {
      throw invalid(source, "BTF version " + raw[2] + " is not known, only 1", 2);
    }
    long header = Integer.toUnsignedLong(data.getInt(4));
    if (header < HEADER_SIZE || header > raw.length) {
      throw invalid(
          source, "BTF header of " + header + " bytes in " + raw.length + " bytes of BTF", 4);
    }
    long typeStart = header + Integer.toUnsignedLong(data.getInt(8));
    long typeSize = Integer.toUnsignedLong(data.getInt(12));
    long stringStart = header + Integer.toUnsignedLong(data.getInt(16));
    long stringSize = Integer.toUnsignedLong(data.getInt(20));
    checkPart(source, "types", typeStart, typeSize, raw.length, 8);
    checkPart(source, "strings", stringStart, stringSize, raw.length, 16);
    if (stringSize == 0
        || raw[(int) stringStart] != 0
        || raw[(int) (stringStart + stringSize - 1)] != 0) {
      throw invalid(source, "BTF strings do not start and end with a NUL", stringStart);
    }
    BtfLayout layout = readLayout(source, data, header);
    BtfData result = new BtfData(source, raw, data, stringStart, stringSize);
    return new BtfData(result, result.scan((int) typeStart, (int) (typeStart + typeSize), layout));
  }

  private static BtfLayout readLayout(String source, ByteBuffer data, long header) {
    if (header < HEADER_SIZE_WITH_LAYOUT) {
      return BtfLayout.NONE;
    }
    long start = header + Integer.toUnsignedLong(data.getInt(24));
    long size = Integer.toUnsignedLong(data.getInt(28));
    checkPart(source, "layout", start, size, data.capacity(), 24);
    return new BtfLayout(data, (int) start, (int) size);
  }

  private static void checkPart(
      String source, String part, long start, long size, int total, int where) {
    if (start + size > total) {
      throw invalid(
          source,
          "BTF "
              + part
              + (part.endsWith("s") ? " end at " : " ends at ")
              + (start + size)
              + " of "
              + total
              + " bytes of BTF",
          where);
    }
  }

  private int[] scan(int start, int end, BtfLayout layout) {
    int[] found = new int[16];
    int count = 1;
    int offset = start;
    while (offset < end) {
      if (end - offset < RECORD_SIZE) {
        throw invalid("BTF type " + count + " is cut off", offset);
      }
      int info = data.getInt(offset + 4);
      long body = BtfKind.bodySize(kindOf(info), vlenOf(info));
      if (body < 0) {
        body = layout.bodySize(kindOf(info), vlenOf(info));
      }
      if (body < 0) {
        throw invalid(
            "BTF type " + count + " has kind " + kindOf(info) + ", which is not known", offset + 4);
      }
      if (end - offset - RECORD_SIZE < body) {
        throw invalid("BTF type " + count + " is cut off", offset);
      }
      checkName(count, offset);
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = offset;
      offset += RECORD_SIZE + (int) body;
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * Checks the name offset stored at byte {@code offset}, which belongs to type {@code id}; and
   * that a few bytes do not unfold into gigabytes of names that all share one long end.
   */
  void checkName(int id, int offset) {
    if (Integer.compareUnsigned(data.getInt(offset), stringSize) >= 0) {
      throw invalid(
          "BTF type "
              + id
              + " has its name at "
              + Integer.toUnsignedLong(data.getInt(offset))
              + " of "
              + stringSize
              + " bytes of strings",
          offset);
    }
    nameBudget -= nameEnd(offset) - nameStart(offset);
    if (nameBudget < 0) {
      throw invalid("BTF names share their ends too often", offset);
    }
  }

  ByteOrder order() {
    return data.order();
  }

  int typesEnd() {
    return header() + data.getInt(8) + data.getInt(12);
  }

  private int header() {
    return data.getInt(4);
  }

  /**
   * A copy with zeros inserted where the types end; what lies behind moves on, as the header says.
   *
   * @param at where the types end
   * @param length how many
   */
  byte[] withRoom(int at, int length) {
    byte[] changed = new byte[raw.length + length];
    ByteBuffer copy = ByteBuffer.wrap(changed).order(data.order());
    copy.put(0, raw, 0, at).put(at + length, raw, at, raw.length - at);
    copy.putInt(12, data.getInt(12) + length);
    move(copy, 16, at, length);
    if (header() >= HEADER_SIZE_WITH_LAYOUT) {
      move(copy, 24, at, length);
    }
    return changed;
  }

  private void move(ByteBuffer copy, int where, int at, int length) {
    if (header() + data.getInt(where) >= at) {
      copy.putInt(where, data.getInt(where) + length);
    }
  }

  /** {@return the number of types, void (id 0) included} */
  int count() {
    return records.length;
  }

  int record(int id) {
    return records[id];
  }

  /** {@return where the part of a type's record begins that depends on its kind} */
  int body(int id) {
    return records[id] + RECORD_SIZE;
  }

  int kind(int id) {
    return id == 0 ? BtfKind.VOID : kindOf(data.getInt(records[id] + 4));
  }

  int vlen(int id) {
    return vlenOf(data.getInt(records[id] + 4));
  }

  private static int kindOf(int info) {
    return (info >>> 24) & 0x7f;
  }

  private static int vlenOf(int info) {
    return info & 0xff_ffff;
  }

  boolean kindFlag(int id) {
    return data.getInt(records[id] + 4) < 0;
  }

  boolean isAnonymous(int id) {
    return id == 0 || raw[stringStart + data.getInt(records[id])] == 0;
  }

  /** {@return the field that is a type id in some kinds, a size in the others} */
  int typeOrSize(int id) {
    return data.getInt(records[id] + 8);
  }

  int int32(int offset) {
    return data.getInt(offset);
  }

  long unsigned(int offset) {
    return Integer.toUnsignedLong(data.getInt(offset));
  }

  /** {@return the string whose offset, checked before, is stored at byte {@code offset}} */
  String name(int offset) {
    return text(nameStart(offset));
  }

  /** {@return the string at that offset of the table, empty outside} */
  Optional<String> string(long offset) {
    return offset < 0 || offset >= stringSize
        ? Optional.empty()
        : Optional.of(text(stringStart + (int) offset));
  }

  private String text(int start) {
    return Printable.line(new String(raw, start, textEnd(start) - start, StandardCharsets.UTF_8));
  }

  private int nameStart(int offset) {
    return stringStart + data.getInt(offset);
  }

  private int nameEnd(int offset) {
    return textEnd(nameStart(offset));
  }

  private int textEnd(int start) {
    int end = start;
    while (raw[end] != 0) { // the last byte of the strings is a NUL
      end++;
    }
    return end;
  }

  String source() {
    return source;
  }

  InvalidBpfObjectException invalid(String problem, long offset) {
    return invalid(source, problem, offset);
  }

  private static InvalidBpfObjectException invalid(String source, String problem, long offset) {
    return new InvalidBpfObjectException(Message.aboutInput(source, problem, ".BTF", offset));
  }
}
