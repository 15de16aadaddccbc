package org.libbpfjava.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.libbpfjava.exception.NoSuchMemberException;

/**
 * One event, in the memory where the BPF program wrote it. Nothing is copied.
 *
 * <p>A stream has one view and shows each event through it, one after the other. The view of an
 * event is valid until the {@linkplain EventHandler handler} returns, or until the {@linkplain
 * EventLease lease} goes on to the next event. After the last event its methods throw {@link
 * IllegalStateException}. {@link #copy} what must live longer.
 *
 * <p>Offsets and sizes are bytes from the start of the event. Numbers are in the machine's byte
 * order and may be unaligned. Every access is checked: what reaches past the event's end is an
 * {@link IndexOutOfBoundsException}.
 *
 * <p>For the thread that reads the stream. On another thread a view may show any event, or bytes of
 * two events.
 */
public final class EventView {
  private static final int NOTHING = -1; // not even 0 bytes fit, and no subtraction overflows

  private static final int NO_CPU = -1;

  private final EventTypes types;
  private final int cpu;
  private final EventMemory memory = new EventMemory(this);
  private ByteBuffer data;
  private int start;
  private int size = NOTHING;

  /** A view that shows nothing yet. */
  EventView(EventTypes types, ByteBuffer data) {
    this(types, data, NO_CPU);
  }

  /** A view of the events of one CPU. */
  EventView(EventTypes types, ByteBuffer data, int cpu) {
    this.types = types;
    this.data = data;
    this.cpu = cpu;
  }

  /**
   * A view of bytes that came from no kernel, to test handlers with.
   *
   * @param event the bytes, which are copied, in the machine's byte order
   * @return a view that stays valid
   */
  public static EventView of(byte[] event) {
    byte[] bytes = Objects.requireNonNull(event, "event").clone();
    EventView view =
        new EventView(
            EventTypes.NONE,
            ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.nativeOrder()));
    view.show(0, bytes.length);
    return view;
  }

  /** Shows the next event of the same memory. */
  void show(int offset, int bytes) {
    start = offset;
    size = bytes;
  }

  /** Shows the next event of the same memory, which has as many bytes as the one before. */
  void move(int offset) {
    start = offset;
  }

  /** Shows an event of other memory. */
  void show(ByteBuffer memory, int offset, int bytes) {
    data = memory;
    start = offset;
    size = bytes;
  }

  /** Shows nothing any more. */
  void end() {
    size = NOTHING;
  }

  /** {@return the CPU that wrote the event into a perf buffer; -1 in a ring buffer} */
  public int cpu() {
    return cpu;
  }

  /** {@return bytes of the event} What a perf buffer appends to align its records is among them. */
  public int size() {
    if (size < 0) {
      throw over();
    }
    return size;
  }

  /**
   * {@return the byte at an offset}
   *
   * @param offset bytes from the start
   */
  public byte getByte(int offset) {
    return data.get(at(offset, Byte.BYTES));
  }

  /**
   * {@return the 2 bytes at an offset, as a number}
   *
   * @param offset bytes from the start
   */
  public short getShort(int offset) {
    return data.getShort(at(offset, Short.BYTES));
  }

  /**
   * {@return the 4 bytes at an offset, as a number} {@link Integer#toUnsignedLong} gives that of a
   * {@code __u32} beyond 2³¹.
   *
   * @param offset bytes from the start
   */
  public int getInt(int offset) {
    return data.getInt(at(offset, Integer.BYTES));
  }

  /**
   * {@return the 8 bytes at an offset, as a number}
   *
   * @param offset bytes from the start
   */
  public long getLong(int offset) {
    return data.getLong(at(offset, Long.BYTES));
  }

  /**
   * {@return the C {@code float} at an offset}
   *
   * @param offset bytes from the start
   */
  public float getFloat(int offset) {
    return data.getFloat(at(offset, Float.BYTES));
  }

  /**
   * {@return the C {@code double} at an offset}
   *
   * @param offset bytes from the start
   */
  public double getDouble(int offset) {
    return data.getDouble(at(offset, Double.BYTES));
  }

  /**
   * Copies bytes out.
   *
   * @param offset bytes from the start
   * @param target where they go
   * @param targetStart the first index there
   * @param length how many
   */
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    Objects.requireNonNull(target, "target");
    data.get(at(offset, length), target, targetStart, length);
  }

  /**
   * Reads a C string: UTF-8 up to the first NUL, or as many bytes as there can be.
   *
   * @param offset bytes from the start
   * @param most bytes of the {@code char} array in which it lies
   * @return the string; malformed bytes come back as U+FFFD
   */
  public String getString(int offset, int most) {
    byte[] bytes = new byte[length(offset, most)];
    getBytes(offset, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int length(int offset, int most) {
    int from = at(offset, most);
    int length = 0;
    while (length < most && data.get(from + length) != 0) {
      length++;
    }
    return length;
  }

  /** {@return a copy of all its bytes} */
  public byte[] copy() {
    byte[] bytes = new byte[size()];
    data.get(start, bytes);
    return bytes;
  }

  /**
   * {@return its bytes as a read-only buffer over the same memory, in the machine's byte order} It
   * is valid as long as this view. Afterwards the buffer may show other bytes; it never fails.
   */
  public ByteBuffer asByteBuffer() {
    return data.slice(start, size()).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * The event as a Java object: a record whose components are the members of the C struct, checked
   * against its BTF once for each class.
   *
   * @param type a class that {@code GlobalVariable.get(Class)} takes for such a struct
   * @param <T> that class
   * @return the value, copied
   * @throws IllegalStateException if the stream was made without the name of its C type, or the
   *     event is over
   * @throws IllegalArgumentException if the two types do not fit together, or the event has fewer
   *     bytes than the C type
   */
  public <T> T as(Class<T> type) {
    Objects.requireNonNull(type, "type");
    return types.own().read(this, memory, type);
  }

  /**
   * The event as a Java object, for streams that carry several kinds of events.
   *
   * @param struct the name of the event's C type, such as {@code exit_event}
   * @param type a class that {@code GlobalVariable.get(Class)} takes for such a struct
   * @param <T> that class
   * @return the value, copied
   * @throws NoSuchMemberException if the map's object has no such type
   * @throws IllegalStateException if the map belongs to no object with BTF, or the event is over
   * @throws IllegalArgumentException if the two types do not fit together, or the event has fewer
   *     bytes than the C type
   */
  public <T> T as(String struct, Class<T> type) {
    Objects.requireNonNull(type, "type");
    return types.named(Objects.requireNonNull(struct, "struct")).read(this, memory, type);
  }

  /**
   * A field of the stream's C type.
   *
   * @param path the member's name, or a path such as {@code limits[3].max}
   * @return the field; the same instance each time. It is found by its name in a hash table; {@link
   *     EventStream#field} finds it once, before the first event
   * @throws NoSuchMemberException if there is no such member
   * @throws IllegalStateException if the stream was made without the name of its C type
   */
  public EventField field(String path) {
    Objects.requireNonNull(path, "path");
    return types.own().field(path);
  }

  EventMemory memory() {
    return memory;
  }

  private int at(int offset, int length) {
    // Two comparisons, which the compiler can take out of loops; both are false for NOTHING.
    if (offset < 0 || offset > size - length || length < 0) {
      throw refusal(offset, length);
    }
    return start + offset;
  }

  private RuntimeException refusal(int offset, int length) {
    if (size < 0) {
      return over();
    }
    return new IndexOutOfBoundsException(
        "an event of "
            + size
            + (size == 1 ? " byte" : " bytes")
            + " has no "
            + length
            + " at "
            + offset);
  }

  private static IllegalStateException over() {
    return new IllegalStateException(
        "the event is over: a view is valid until the handler returns; copy() what must live"
            + " longer");
  }

  @Override
  public String toString() {
    return size < 0 ? "event that is over" : "event of " + size + (size == 1 ? " byte" : " bytes");
  }
}
