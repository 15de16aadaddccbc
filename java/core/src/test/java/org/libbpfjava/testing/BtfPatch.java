package org.libbpfjava.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfDatasec;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;

/**
 * Changes single words in the BTF of an object that a compiler has made, to get one that
 * contradicts itself. Layouts are those of linux/btf.h.
 */
public final class BtfPatch {
  private static final int HEADER = 24;

  private final ByteBuffer elf;
  private final int section; // where .BTF begins in the file
  private final Btf btf;

  private BtfPatch(byte[] elf) {
    ElfSection found = ElfFile.parse("patched object", elf).findSection(".BTF").orElseThrow();
    this.elf = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    this.section = (int) found.offset();
    this.btf = Btf.parse("patched object", found.bytes());
  }

  /** {@return changes to these very bytes} */
  public static BtfPatch of(byte[] elf) {
    return new BtfPatch(elf);
  }

  /** {@return the id of the type of that name and kind} */
  public int id(String name, Class<? extends BtfType> kind) {
    return btf.find(name, kind).orElseThrow().id();
  }

  /** Replaces a type's "size or type" word. */
  public void sizeOrType(int id, int value) {
    elf.putInt(record(id) + 8, value);
  }

  /** Replaces the size of a variable in its section. */
  public void sizeInSection(String section, String variable, int size) {
    BtfDatasec found = btf.findDatasec(section).orElseThrow();
    for (int i = 0; i < found.variables().size(); i++) {
      if (found.variables().get(i).variable().name().equals(variable)) {
        elf.putInt(record(found.id()) + 12 + 12 * i + 8, size);
        return;
      }
    }
    throw new IllegalArgumentException("no " + variable + " in " + section);
  }

  /** Replaces the first letter of a type's name. */
  public void firstLetter(int id, char letter) {
    int strings = section + HEADER + elf.getInt(section + 16);
    elf.put(strings + elf.getInt(record(id)), (byte) letter);
  }

  private int record(int id) {
    int at = section + HEADER + elf.getInt(section + 8);
    for (int i = 1; i < id; i++) {
      at += 12 + body(elf.getInt(at + 4));
    }
    return at;
  }

  private static int body(int info) {
    int vlen = info & 0xffff;
    return switch (info >> 24 & 0x1f) {
      case 1, 14, 17 -> 4; // INT, VAR, DECL_TAG
      case 3 -> 12; // ARRAY
      case 4, 5, 15, 19 -> 12 * vlen; // STRUCT, UNION, DATASEC, ENUM64
      case 6, 13 -> 8 * vlen; // ENUM, FUNC_PROTO
      default -> 0;
    };
  }
}
