package org.libbpfjava.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Cuts one section out of a well-formed ELF file; for good test objects alone. */
public final class RawBtf {
  private RawBtf() {}

  /** {@return the {@code .BTF} section} */
  public static byte[] of(byte[] elf) {
    ByteBuffer data = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) data.getLong(0x28);
    int names = (int) data.getLong(table + 64 * data.getShort(0x3e) + 0x18);
    for (int i = 0; i < data.getShort(0x3c); i++) {
      int header = table + 64 * i;
      int name = names + data.getInt(header);
      if (elf[name + 4] == 0
          && new String(elf, name, 4, java.nio.charset.StandardCharsets.US_ASCII).equals(".BTF")) {
        int offset = (int) data.getLong(header + 0x18);
        return Arrays.copyOfRange(elf, offset, offset + (int) data.getLong(header + 0x20));
      }
    }
    throw new IllegalArgumentException("no .BTF section");
  }
}
