package org.libbpfjava.internal.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.Printable;

/** The bytes of an ELF file, little-endian; whoever reads has checked the bounds before. */
final class ElfBytes {
  final String source;
  final byte[] bytes;
  private final ByteBuffer data;

  ElfBytes(String source, byte[] bytes) {
    this.source = source;
    this.bytes = bytes;
    this.data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.length;
  }

  int u8(int offset) {
    return Byte.toUnsignedInt(data.get(offset));
  }

  int u16(int offset) {
    return Short.toUnsignedInt(data.getShort(offset));
  }

  int int32(int offset) {
    return data.getInt(offset);
  }

  long u32(int offset) {
    return Integer.toUnsignedLong(data.getInt(offset));
  }

  /** {@return 8 bytes; offsets and sizes that are negative here are above all that exists} */
  long u64(int offset) {
    return data.getLong(offset);
  }

  /** {@return whether {@code size} bytes from {@code offset} on, both unsigned, are in the file} */
  boolean holds(long offset, long size) {
    return offset >= 0 && size >= 0 && offset <= bytes.length && size <= bytes.length - offset;
  }

  /** {@return the string at {@code start}, of a string table known to end in a NUL} */
  String string(int start) {
    int end = start;
    while (bytes[end] != 0) {
      end++;
    }
    return Printable.line(new String(bytes, start, end - start, StandardCharsets.UTF_8));
  }

  InvalidBpfObjectException invalid(String problem) {
    return new InvalidBpfObjectException(Message.aboutInput(source, problem));
  }

  InvalidBpfObjectException invalid(String problem, long offset) {
    return new InvalidBpfObjectException(Message.aboutInput(source, problem, "the file", offset));
  }
}
