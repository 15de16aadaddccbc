package org.libbpfjava.btf;

import java.util.Objects;

/** A struct or union of a {@link BtfBuilder}, to which members are added. For one thread. */
public final class BtfStructBuilder {
  private static final int MAX_FLAGGED_OFFSET = 0xff_ffff; // bits, where members have a size too

  private final BtfRecord record;
  private long furthest; // bits

  BtfStructBuilder(BtfRecord record) {
    this.record = record;
  }

  /** {@return its id} */
  public int id() {
    return record.id();
  }

  /**
   * Adds a member that is no bitfield.
   *
   * @param name its C name, empty for none
   * @param type the id of its type
   * @param offsetBytes bytes from the start of the struct, 0 to 2²⁹-1
   * @return this
   * @throws IllegalArgumentException if the offset is out of range, for a struct with bitfields
   *     above 2²¹-1; if the name holds a NUL; or if there are 65535 members
   */
  public BtfStructBuilder member(String name, int type, int offsetBytes) {
    Objects.requireNonNull(name, "name");
    return add(name, type, 8L * offsetBytes, 0);
  }

  /**
   * Adds a bitfield.
   *
   * @param name its C name, empty for none
   * @param type the id of its type, an integer or enum
   * @param offsetBits bits from the start of the struct to its lowest bit, 0 to 2²⁴-1
   * @param sizeBits how many it has, 1 to 128
   * @return this
   * @throws IllegalArgumentException if a number is out of range, if a member before lies behind
   *     bit 2²⁴-1, if the name holds a NUL, or if there are 65535 members
   */
  public BtfStructBuilder bitfield(String name, int type, int offsetBits, int sizeBits) {
    Objects.requireNonNull(name, "name");
    if (sizeBits < 1 || sizeBits > 128) {
      throw new IllegalArgumentException(
          "bitfield '" + name + "' has 1 to 128 bits, not " + sizeBits);
    }
    return add(name, type, offsetBits, sizeBits);
  }

  private BtfStructBuilder add(String name, int type, long offsetBits, int sizeBits) {
    int offset = BtfRecord.word("the offset in bits of member '" + name + "'", offsetBits);
    long last = Math.max(furthest, offsetBits);
    if ((sizeBits != 0 || record.isFlagged()) && last > MAX_FLAGGED_OFFSET) {
      throw new IllegalArgumentException(
          "member '"
              + name
              + "': a struct with bitfields has members up to bit "
              + MAX_FLAGGED_OFFSET
              + " alone, not at "
              + last);
    }
    record.count().name(name).word(type).word(offset | sizeBits << 24);
    furthest = last;
    if (sizeBits != 0) {
      record.flag();
    }
    return this;
  }
}
