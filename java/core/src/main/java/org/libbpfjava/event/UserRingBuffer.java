package org.libbpfjava.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.libbpf.Epoll;
import org.libbpfjava.internal.libbpf.Epoll.Interest;
import org.libbpfjava.internal.libbpf.EventMapInfo;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapType;

/**
 * Writes records that BPF programs read, by {@code bpf_user_ringbuf_drain}.
 *
 * <pre>{@code
 * try (UserRingBuffer commands = UserRingBuffer.of(object.map("commands"))) {
 *   Optional<UserRecord> room = commands.reserve(Long.BYTES);
 *   if (room.isPresent()) {
 *     try (UserRecord record = room.get()) {
 *       record.putLong(0, 42);
 *       record.submit();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>To reserve, write and submit makes no system call. It allocates nothing where each record is
 * closed: the ring hands out the same objects again. Several records may be reserved at once and
 * submitted in any order; programs see them in the order of reservation, and stop at the first one
 * that is still reserved.
 *
 * <p>Safe on any thread: reservations follow one another under a lock, and each record may be
 * filled on a thread of its own. The kernel knows of one producer a ring. So a map has one user
 * ring buffer in this process, and no other process should write into a pinned one at the same
 * time: records that are found reserved when the ring buffer is opened are discarded.
 *
 * <p>{@link #close} discards what is reserved; what was submitted stays for programs. The ring
 * buffer does not end with the map's object.
 *
 * @kernel 6.1, 583c1f420173 ("bpf: Define new BPF_MAP_TYPE_USER_RINGBUF map type")
 * @libbpf struct user_ring_buffer
 */
public final class UserRingBuffer implements AutoCloseable {
  /**
   * Of one record: DYNPTR_MAX_SIZE of the kernel's include/linux/bpf.h. It stops at larger ones.
   */
  private static final int MOST_BYTES = (1 << 24) - 1;

  private final UserRing ring;
  private final Epoll epoll;
  private final NativeResource resource;
  private final String subject;
  private final Interruption interruption; // of the thread that has the lock below
  private final ReentrantLock waiting = new ReentrantLock(true); // one wake-up wakes one thread
  private @Nullable UserRecord free; // records to be handed out again, guarded by the ring

  private UserRingBuffer(SharedMemory memory, UserRing ring, String subject) {
    this.ring = ring;
    this.epoll = memory.epoll();
    this.subject = subject;
    this.interruption = new Interruption(epoll::wake);
    this.resource = new NativeResource(subject, new Freeing(ring, memory));
  }

  private record Freeing(UserRing ring, SharedMemory memory) implements Runnable {
    @Override
    public void run() {
      ring.close(); // a pinned ring would be stuck at what is reserved
      memory.run();
    }
  }

  /**
   * Opens the user ring buffer of a map.
   *
   * @param map a map of type {@code user_ringbuf}
   * @return the ring buffer, to be closed by the caller
   * @throws IllegalArgumentException if the map is of another type, or larger than 512 MiB
   * @throws IllegalStateException if this process has one of this map, or the map's owner is closed
   * @throws BpfException if the kernel refuses
   * @libbpf user_ring_buffer__new
   */
  public static UserRingBuffer of(BpfMap map) {
    Objects.requireNonNull(map, "map");
    String name = map.name();
    checkType(map.type(), name);
    SharedMemory memory = new SharedMemory("user ring buffer '" + name + "'");
    try {
      UserRing ring = map.withFd(fd -> open(memory, fd, name));
      return new UserRingBuffer(memory, ring, memory.subject());
    } catch (Throwable e) {
      memory.run();
      throw e;
    }
  }

  private static void checkType(MapType type, String name) {
    if (type != MapType.USER_RINGBUF) {
      throw new IllegalArgumentException(
          "map '"
              + name
              + "' is of type "
              + type
              + ", not user_ringbuf: no user ring buffer can be written");
    }
  }

  private static UserRing open(SharedMemory memory, int fd, String name) {
    EventMapInfo info = EventMapInfo.of(fd, name);
    checkType(info.type(), name); // whatever the object says that it is
    int page = info.pageSize();
    long size = info.maxEntries();
    long mapped = page + 2 * size;
    if (mapped > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          memory.subject()
              + " has "
              + size
              + " bytes. Its data is mapped twice, and Java's buffers end at 2 GiB: it can have "
              + (512 << 20)
              + " at most");
    }
    memory.claim(info);
    // All but the consumer's page is writable for user space: kernel/bpf/ringbuf.c,
    // ringbuf_map_mmap_user().
    ByteBuffer consumer = memory.map(fd, 0, page, false, name);
    ByteBuffer rest = memory.map(fd, page, (int) mapped, true, name);
    memory.epoll().add(fd, Interest.WRITE);
    ByteBuffer data = rest.slice(page, (int) (2 * size)).order(ByteOrder.nativeOrder());
    return new UserRing(memory.subject(), consumer, rest, data);
  }

  /**
   * Reserves a record. Does not wait.
   *
   * @param size bytes of the record, 0 or more; with a header of 8 bytes it must fit into the ring
   * @return the record, to be closed by the caller; empty if there is no room for it now
   * @throws IllegalArgumentException if it is negative, or more than the ring or the kernel can
   *     take: 2²⁴−1
   * @throws IllegalStateException if the ring buffer is closed
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   * @libbpf user_ring_buffer__reserve
   */
  public Optional<UserRecord> reserve(int size) {
    checkSize(size);
    return tryReserve(size);
  }

  /**
   * Reserves a record, and waits for room if there is none. {@link #reserve(int)} does not wait,
   * and {@link #await} waits as long as it takes.
   *
   * <p>A program may drain without a wake-up ({@code BPF_RB_NO_WAKEUP}). Its room is seen when the
   * time is over, at the latest.
   *
   * @param size bytes of the record, as {@link #reserve(int)} takes them
   * @param timeout how long to wait, rounded up to milliseconds
   * @return the record, to be closed by the caller; empty if there was no room in that time
   * @throws InterruptedException if this thread is interrupted before there is room
   * @throws IllegalArgumentException if the time is negative, or if no record can have that size
   * @throws IllegalStateException if the ring buffer is closed, also by another thread meanwhile
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   * @libbpf user_ring_buffer__reserve_blocking
   */
  public Optional<UserRecord> reserve(int size, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "cannot wait " + timeout + " for room in " + subject + "; await(size) waits without end");
    }
    return reserveBy(Deadline.after(timeout), size);
  }

  /**
   * Reserves a record, and waits for room as long as it takes.
   *
   * @param size bytes of the record, as {@link #reserve(int)} takes them
   * @return the record, to be closed by the caller
   * @throws InterruptedException if this thread is interrupted before there is room
   * @throws IllegalArgumentException if no record can have that size
   * @throws IllegalStateException if the ring buffer is closed, also by another thread meanwhile
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   * @libbpf user_ring_buffer__reserve_blocking
   */
  public UserRecord await(int size) throws InterruptedException {
    return reserveBy(Deadline.after(null), size).orElseThrow(ring::closed);
  }

  private void checkSize(int size) {
    long most = Math.min(ring.size() - RecordHeader.BYTES, MOST_BYTES);
    if (size < 0 || size > most) {
      throw new IllegalArgumentException(
          subject
              + " of "
              + ring.size()
              + " bytes cannot take a record of "
              + size
              + ": 0 to "
              + most);
    }
  }

  private Optional<UserRecord> tryReserve(int size) {
    synchronized (ring) {
      UserRecord record = free;
      if (record == null) {
        record = new UserRecord(this, ring); // before the reservation: there may be no memory
        record.inOptional();
      }
      int place = ring.reserve(size);
      if (place == UserRing.NO_ROOM) {
        free = record;
        return Optional.empty();
      }
      free = record.nextFree;
      record.nextFree = null;
      return record.reserved(place, size);
    }
  }

  /** Takes a record that is over. */
  void takeBack(UserRecord record) {
    synchronized (ring) {
      record.nextFree = free;
      free = record;
    }
  }

  private Optional<UserRecord> reserveBy(Deadline deadline, int size) throws InterruptedException {
    checkSize(size);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Optional<UserRecord> record = tryReserve(size);
    if (record.isPresent()) {
      return record;
    }
    if (!waiting.tryLock(deadline.nanos(), TimeUnit.NANOSECONDS)) {
      return tryReserve(size);
    }
    try {
      return waitForRoom(deadline, size);
    } finally {
      waiting.unlock();
    }
  }

  /** Only one thread is in here. */
  private Optional<UserRecord> waitForRoom(Deadline deadline, int size)
      throws InterruptedException {
    resource.enter(); // so that the descriptors stay
    try {
      while (true) {
        Optional<UserRecord> record = tryReserve(size);
        int millis = deadline.millis();
        if (record.isPresent() || millis == 0) {
          return record;
        }
        sleep(millis);
      }
    } finally {
      resource.exit();
    }
  }

  private void sleep(int millis) throws InterruptedException {
    interruption.arm();
    try {
      // What was drained since we looked has left a wake-up, so this returns at once.
      epoll.await(millis);
    } finally {
      interruption.disarm();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** {@return bytes of the ring} */
  public long sizeBytes() {
    return ring.size();
  }

  /**
   * {@return bytes that are free now} Each record takes its size and a header of 8 bytes, rounded
   * up to a multiple of 8.
   *
   * @throws IllegalStateException if the ring buffer is closed
   * @throws BpfException if the memory that is shared with the kernel is corrupt
   */
  public long freeBytes() {
    return ring.free();
  }

  /** {@return whether records can still be reserved} */
  public boolean isOpen() {
    return !resource.isClosed();
  }

  /**
   * Discards what is reserved, and ends waits of other threads. What was submitted stays in the
   * map. A second call does nothing.
   *
   * @libbpf user_ring_buffer__free
   */
  @Override
  public void close() {
    ring.close();
    if (!resource.tryEnter()) { // or the descriptors could be another's when they are woken
      return; // by a call before
    }
    try {
      epoll.wake();
      resource.close();
    } finally {
      resource.exit();
    }
  }

  @Override
  public String toString() {
    return subject;
  }
}
