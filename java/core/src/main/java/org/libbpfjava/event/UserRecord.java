package org.libbpfjava.event;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that is reserved in a {@link UserRingBuffer} and written in place. BPF programs see it
 * once it is submitted.
 *
 * <pre>{@code
 * try (UserRecord record = room.get()) {
 *   record.putInt(0, command).putLong(8, argument);
 *   record.submit();
 * }
 * }</pre>
 *
 * <p>{@link #close} discards what was not submitted. After {@link #submit} or {@link #discard} all
 * methods but {@code close} throw {@link IllegalStateException}. After {@code close} they throw
 * too, until the ring hands out the same object for another record: keep none.
 *
 * <p>Offsets and sizes are bytes from the start of the record. Numbers are written in the machine's
 * byte order and may be unaligned. What reaches past the record's end is an {@link
 * IndexOutOfBoundsException}. Bytes that are not put hold what an older record had there.
 *
 * <p>For one thread at a time.
 *
 * @libbpf user_ring_buffer__reserve
 */
public final class UserRecord implements AutoCloseable {
  private static final int NOTHING = -1; // not even 0 bytes fit, and no subtraction overflows

  private final UserRingBuffer owner;
  private final UserRing ring;
  private final ByteBuffer data;
  private int header; // its place in the data
  private int size = NOTHING;
  private boolean lent; // from reserve to close
  private Optional<UserRecord> present = Optional.empty(); // this record, once it was asked for
  @Nullable UserRecord nextFree; // in the owner's list, guarded by the ring

  UserRecord(UserRingBuffer owner, UserRing ring) {
    this.owner = owner;
    this.ring = ring;
    this.data = ring.data();
  }

  /** {@return this record, reserved} An Optional of its own, so that none is made for each. */
  Optional<UserRecord> reserved(int place, int bytes) {
    header = place;
    size = bytes;
    lent = true;
    return inOptional();
  }

  /** {@return this record in an Optional, the same one each time} */
  Optional<UserRecord> inOptional() {
    if (present.isEmpty()) {
      present = Optional.of(this);
    }
    return present;
  }

  /** {@return bytes of the record} */
  public int size() {
    if (size < 0) {
      throw over();
    }
    return size;
  }

  /**
   * Puts a byte.
   *
   * @param offset bytes from the start
   * @param value the byte
   * @return this record
   */
  public UserRecord putByte(int offset, byte value) {
    data.put(at(offset, Byte.BYTES), value);
    return this;
  }

  /**
   * Puts a number of 2 bytes.
   *
   * @param offset bytes from the start
   * @param value the number
   * @return this record
   */
  public UserRecord putShort(int offset, short value) {
    data.putShort(at(offset, Short.BYTES), value);
    return this;
  }

  /**
   * Puts a number of 4 bytes.
   *
   * @param offset bytes from the start
   * @param value the number
   * @return this record
   */
  public UserRecord putInt(int offset, int value) {
    data.putInt(at(offset, Integer.BYTES), value);
    return this;
  }

  /**
   * Puts a number of 8 bytes.
   *
   * @param offset bytes from the start
   * @param value the number
   * @return this record
   */
  public UserRecord putLong(int offset, long value) {
    data.putLong(at(offset, Long.BYTES), value);
    return this;
  }

  /**
   * Puts a C {@code float}.
   *
   * @param offset bytes from the start
   * @param value the number
   * @return this record
   */
  public UserRecord putFloat(int offset, float value) {
    data.putFloat(at(offset, Float.BYTES), value);
    return this;
  }

  /**
   * Puts a C {@code double}.
   *
   * @param offset bytes from the start
   * @param value the number
   * @return this record
   */
  public UserRecord putDouble(int offset, double value) {
    data.putDouble(at(offset, Double.BYTES), value);
    return this;
  }

  /**
   * Puts all bytes of an array.
   *
   * @param offset bytes from the start
   * @param source the bytes, copied
   * @return this record
   */
  public UserRecord putBytes(int offset, byte[] source) {
    return putBytes(offset, Objects.requireNonNull(source, "source"), 0, source.length);
  }

  /**
   * Puts bytes of an array.
   *
   * @param offset bytes from the start
   * @param source where they come from, copied
   * @param sourceStart the first index there
   * @param length how many
   * @return this record
   */
  public UserRecord putBytes(int offset, byte[] source, int sourceStart, int length) {
    Objects.requireNonNull(source, "source");
    data.put(at(offset, length), source, sourceStart, length);
    return this;
  }

  private int at(int offset, int length) {
    if (offset < 0 || offset > size - length || length < 0) {
      throw refusal(offset, length);
    }
    return header + RecordHeader.BYTES + offset;
  }

  private RuntimeException refusal(int offset, int length) {
    if (size < 0) {
      return over();
    }
    return new IndexOutOfBoundsException(
        "a record of "
            + size
            + (size == 1 ? " byte" : " bytes")
            + " has no "
            + length
            + " at "
            + offset);
  }

  private static IllegalStateException over() {
    return new IllegalStateException(
        "the record is over: it was submitted, discarded or closed; reserve another one");
  }

  /**
   * Lets BPF programs see it. They see records in the order in which these were reserved, and none
   * behind one that is still reserved.
   *
   * @throws IllegalStateException if it was submitted or discarded before, or if the ring buffer is
   *     closed
   * @libbpf user_ring_buffer__submit
   */
  public void submit() {
    int length = size();
    size = NOTHING;
    if (!ring.commit(header, length, 0)) {
      throw ring.closed();
    }
  }

  /**
   * Gives it up. Programs do not see it; its space is free once they have seen what is before it.
   *
   * @throws IllegalStateException if it was submitted or discarded before
   * @libbpf user_ring_buffer__discard
   */
  public void discard() {
    int length = size();
    size = NOTHING;
    ring.commit(header, length, RecordHeader.DISCARD); // a ring that is closed has done it
  }

  /** Discards it, if it was neither submitted nor discarded. A second call does nothing. */
  @Override
  public void close() {
    if (!lent) {
      return;
    }
    lent = false;
    if (size >= 0) {
      discard();
    }
    owner.takeBack(this);
  }

  @Override
  public String toString() {
    return size < 0
        ? "record that is over"
        : "record of " + size + (size == 1 ? " byte" : " bytes");
  }
}
