package org.libbpfjava.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
 * <p>Split BTF, as of a kernel module, goes on where its base ends: its first type has the id after
 * the base's last, and its first string the offset after the base's strings. What is asked here by
 * id or by a string's offset is handed to the base where that is the base's. What is asked by a
 * byte's offset is about these bytes alone.
 *
 * <p>{@link #read} proves that every record and every name lies within the bytes; nothing is known
 * yet about the ids inside the records. {@link #readUnchecked} proves it of the records alone.
 */
final class BtfData {
  static final int RECORD_SIZE = 12;
  private static final int MAX_NAME_SHARE = 64; // names may share bytes, so much and no more
  private static final int USUAL_SIZE = 24; // bytes of a type in the kernel's BTF, on average

  private final String source;
  private final byte[] raw;
  private final BtfHeader header;
  private final ByteBuffer data;
  private final int stringStart;
  private final int stringSize;
  private final @Nullable BtfData base;
  private final int first; // the id of records[0]; it is void, and unused, where there is no base
  private final long firstString; // the offset of the first of these strings
  private final int[] records; // byte offset of each type's record
  private long nameBudget; // characters that names may still have, while checks run

  private BtfData(String source, byte[] raw, @Nullable BtfData base, boolean isChecked) {
    this.source = source;
    this.raw = raw;
    this.header = BtfHeader.read(source, raw, base != null);
    this.data = header.data();
    this.stringStart = header.stringStart();
    this.stringSize = header.stringSize();
    this.base = base;
    this.first = base == null ? 0 : base.count();
    this.firstString = base == null ? 0 : base.stringsEnd();
    this.nameBudget = isChecked ? MAX_NAME_SHARE * (long) raw.length : Long.MAX_VALUE;
    this.records = scan(isChecked);
  }

  /**
   * Reads bytes from outside.
   *
   * @param raw the bytes, which nobody changes any more
   * @param base what they go on from, null for nothing
   */
  static BtfData read(String source, byte[] raw, @Nullable BtfData base) {
    return new BtfData(source, raw, base, true);
  }

  /** Reads the kernel's own bytes. Whoever follows a name or an id checks it before. */
  static BtfData readUnchecked(String source, byte[] raw, @Nullable BtfData base) {
    return new BtfData(source, raw, base, false);
  }

  private int[] scan(boolean isChecked) {
    int offset = header.typeStart();
    int end = header.typeEnd();
    int[] found = new int[16 + (end - offset) / USUAL_SIZE];
    int count = base == null ? 1 : 0;
    while (offset < end) {
      int next = next(first + count, offset, end);
      if (isChecked) {
        checkName(first + count, offset);
      }
      if (count == found.length) {
        found = Arrays.copyOf(found, count + count / 2);
      }
      found[count++] = offset;
      offset = next;
    }
    return Arrays.copyOf(found, count);
  }

  /** {@return where the record after the one at {@code offset} begins} */
  private int next(int id, int offset, int end) {
    if (end - offset < RECORD_SIZE) {
      throw invalid("BTF type " + id + " is cut off", offset);
    }
    int info = data.getInt(offset + 4);
    long body = BtfKind.bodySize(kindOf(info), vlenOf(info));
    if (body < 0) {
      body = header.layout().bodySize(kindOf(info), vlenOf(info));
      if (body < 0) {
        throw invalid(
            "BTF type " + id + " has kind " + kindOf(info) + ", which is not known", offset + 4);
      }
    }
    if (end - offset - RECORD_SIZE < body) {
      throw invalid("BTF type " + id + " is cut off", offset);
    }
    return offset + RECORD_SIZE + (int) body;
  }

  /**
   * Checks the name offset stored at byte {@code offset}, which belongs to type {@code id}; and
   * that a few bytes do not unfold into gigabytes of names that all share one long end.
   */
  void checkName(int id, int offset) {
    long name = unsigned(offset);
    if (name >= stringsEnd()) {
      throw invalid(
          "BTF type "
              + id
              + " has its name at "
              + name
              + " of "
              + stringsEnd()
              + " bytes of strings",
          offset);
    }
    nameBudget -= nameLength(name);
    if (nameBudget < 0) {
      throw invalid("BTF names share their ends too often", offset);
    }
  }

  private int nameLength(long name) {
    if (name < firstString) {
      return base().nameLength(name);
    }
    int start = stringStart + (int) (name - firstString);
    return textEnd(start) - start;
  }

  ByteOrder order() {
    return data.order();
  }

  /** {@return the bytes themselves, which nobody may change} */
  byte[] shared() {
    return raw;
  }

  int typesEnd() {
    return header.typeEnd();
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
    if (data.getInt(4) >= BtfHeader.SIZE_WITH_LAYOUT) {
      move(copy, 24, at, length);
    }
    return changed;
  }

  private void move(ByteBuffer copy, int where, int at, int length) {
    if (data.getInt(4) + data.getInt(where) >= at) {
      copy.putInt(where, data.getInt(where) + length);
    }
  }

  private BtfData base() {
    return Objects.requireNonNull(base);
  }

  /** {@return the id of the first type in these bytes; void has none} */
  int firstId() {
    return Math.max(1, first);
  }

  /** {@return the number of types, those of the base and void (id 0) included} */
  int count() {
    return first + records.length;
  }

  /** {@return the offset of the first string that would come after all} */
  long stringsEnd() {
    return firstString + stringSize;
  }

  /** {@return where the record of a type begins that is in these bytes} */
  int record(int id) {
    return records[id - first];
  }

  /** {@return where the part of a type's record begins that depends on its kind} */
  int body(int id) {
    return record(id) + RECORD_SIZE;
  }

  int kind(int id) {
    return id == 0 ? BtfKind.VOID : kindOf(word(id, 1));
  }

  int vlen(int id) {
    return vlenOf(word(id, 1));
  }

  private static int kindOf(int info) {
    return (info >>> 24) & 0x7f;
  }

  private static int vlenOf(int info) {
    return info & 0xff_ffff;
  }

  boolean kindFlag(int id) {
    return word(id, 1) < 0;
  }

  boolean isAnonymous(int id) {
    return id == 0 || isEmptyName(Integer.toUnsignedLong(word(id, 0)));
  }

  private boolean isEmptyName(long name) {
    return name < firstString
        ? base().isEmptyName(name)
        : raw[stringStart + (int) (name - firstString)] == 0;
  }

  /** {@return the field that is a type id in some kinds, a size in the others} */
  int typeOrSize(int id) {
    return word(id, 2);
  }

  /** {@return the first word of the part that depends on a type's kind} */
  int firstOfBody(int id) {
    return word(id, 3);
  }

  private int word(int id, int index) {
    return id < first ? base().word(id, index) : data.getInt(records[id - first] + 4 * index);
  }

  int int32(int offset) {
    return data.getInt(offset);
  }

  long unsigned(int offset) {
    return Integer.toUnsignedLong(data.getInt(offset));
  }

  /** {@return the string whose offset, checked before, is stored at byte {@code offset}} */
  String name(int offset) {
    return text(unsigned(offset));
  }

  /** {@return the string at that offset of the table, empty outside} */
  Optional<String> string(long offset) {
    return offset < 0 || offset >= stringsEnd() ? Optional.empty() : Optional.of(text(offset));
  }

  /** {@return a type's name, empty where its offset leads nowhere} */
  String typeName(int id) {
    return string(Integer.toUnsignedLong(word(id, 0))).orElse("");
  }

  private String text(long offset) {
    if (offset < firstString) {
      return base().text(offset);
    }
    int start = stringStart + (int) (offset - firstString);
    return Printable.line(new String(raw, start, textEnd(start) - start, StandardCharsets.UTF_8));
  }

  private int textEnd(int start) {
    int end = start;
    while (raw[end] != 0) { // the last byte of the strings is a NUL
      end++;
    }
    return end;
  }

  /** {@return whether a type's name is these bytes, among which there is no NUL} */
  boolean isNamed(int id, byte[] name) {
    return isString(Integer.toUnsignedLong(word(id, 0)), name);
  }

  private boolean isString(long offset, byte[] text) {
    if (offset < firstString) {
      return base().isString(offset, text);
    }
    if (offset >= stringsEnd()) {
      return false;
    }
    int at = stringStart + (int) (offset - firstString);
    for (byte wanted : text) {
      if (raw[at++] != wanted) { // at the latest the NUL that ends all strings
        return false;
      }
    }
    return raw[at] == 0;
  }

  /** {@return the hash of a type's name, as Arrays.hashCode makes it of the bytes} */
  int nameHash(int id) {
    return stringHash(Integer.toUnsignedLong(word(id, 0)));
  }

  private int stringHash(long offset) {
    if (offset < firstString) {
      return base().stringHash(offset);
    }
    int hash = 1;
    if (offset < stringsEnd()) {
      for (int at = stringStart + (int) (offset - firstString); raw[at] != 0; at++) {
        hash = 31 * hash + raw[at];
      }
    }
    return hash;
  }

  String source() {
    return source;
  }

  InvalidBpfObjectException invalid(String problem, long offset) {
    return invalid(source, problem, offset);
  }

  static InvalidBpfObjectException invalid(String source, String problem, long offset) {
    return new InvalidBpfObjectException(Message.aboutInput(source, problem, ".BTF", offset));
  }
}
