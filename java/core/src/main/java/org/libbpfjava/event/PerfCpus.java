package org.libbpfjava.event;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.libbpf.Epoll.Interest;
import org.libbpfjava.internal.libbpf.EventMapInfo;
import org.libbpfjava.internal.libbpf.OnlineCpus;
import org.libbpfjava.internal.libbpf.PerfEvent;
import org.libbpfjava.internal.libbpf.PerfEventMap;
import org.libbpfjava.internal.message.Log;
import org.libbpfjava.internal.message.Message;

/**
 * The CPUs' buffers of one perf buffer. CPUs that are offline have none, and get one when the
 * reader finds them online.
 */
final class PerfCpus {
  private static final long LOOK_EVERY_NANOS = 1_000_000_000;

  private record Part(CpuBuffer buffer, PerfEvent event, ByteBuffer pages) {}

  private final SharedMemory memory;
  private final PerfEventMap map;
  private final String name;
  private final EventTypes types;
  private final PerfOptions options;
  private final int pageSize;
  private final int bytes;

  private volatile Part[] parts = {}; // replaced as a whole
  private boolean paused; // guarded by this
  private final BitSet offline = new BitSet(); // by the reader alone, as all that follows
  private long lastLook = System.nanoTime();
  private int next;

  private PerfCpus(
      SharedMemory memory,
      PerfEventMap map,
      String name,
      EventTypes types,
      PerfOptions options,
      int pageSize,
      int bytes) {
    this.memory = memory;
    this.map = map;
    this.name = name;
    this.types = types;
    this.options = options;
    this.pageSize = pageSize;
    this.bytes = bytes;
  }

  /**
   * Opens the buffers of all CPUs that are online and have an element in the map.
   *
   * @param memory gets all that is to be freed, also when this fails
   * @param fd the map's descriptor, open during the call
   */
  static PerfCpus open(
      SharedMemory memory, int fd, String name, EventTypes types, PerfOptions options) {
    EventMapInfo info = EventMapInfo.of(fd, name);
    PerfBuffer.checkType(info.type(), name); // whatever the object says that it is
    int bytes = options.bytes(info.pageSize(), memory.subject());
    memory.claim(info);
    PerfEventMap map = PerfEventMap.of(memory.descriptors(), fd, name, info.maxEntries());
    memory.beforeClose(map::clear);
    PerfCpus cpus = new PerfCpus(memory, map, name, types, options, info.pageSize(), bytes);
    for (int cpu = 0; cpu < map.size(); cpu++) {
      cpus.open(cpu);
    }
    if (cpus.parts.length == 0) {
      throw new BpfException(
          Message.of(
                  memory.subject() + ": none of the CPUs 0 to " + (map.size() - 1) + " is online")
              .withErrno(Errno.ENODEV));
    }
    return cpus;
  }

  /** Opens the buffer of one CPU, in the place of one that it had; false where it is offline. */
  private synchronized boolean open(int cpu) {
    PerfEvent event =
        map.open(cpu, options.wakeUp(), options.isWakeUpInBytes(), options.isOverwriting());
    if (event == null) {
      offline.set(cpu);
      return false;
    }
    // The kernel does not look at the tail of a buffer that is mapped read-only, and overwrites.
    ByteBuffer pages = memory.map(event.fd(), 0, pageSize + bytes, !options.isOverwriting(), name);
    CpuBuffer buffer = buffer(cpu, event, pages);
    event.pause(paused);
    event.start();
    memory.epoll().add(event.fd(), Interest.READ);
    int at = place(cpu);
    Part[] all = Arrays.copyOf(parts, Math.max(parts.length, at + 1));
    all[at] = new Part(buffer, event, pages);
    parts = all;
    return true;
  }

  /** {@return the index of a CPU's buffer; the one behind the last where it has none} */
  private int place(int cpu) {
    int at = 0;
    while (at < parts.length && parts[at].buffer.cpu != cpu) {
      at++;
    }
    return at;
  }

  private CpuBuffer buffer(int cpu, PerfEvent event, ByteBuffer pages) {
    ByteBuffer control = pages.slice(0, pageSize).order(ByteOrder.nativeOrder());
    ByteBuffer data =
        pages.slice(pageSize, bytes).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    return options.isOverwriting()
        ? new OverwritePerfRing(
            memory.subject(), cpu, control, data, types, copy -> pauseDuring(event, copy))
        : new PerfRing(memory.subject(), cpu, control, data, types);
  }

  private synchronized void pauseDuring(PerfEvent event, Runnable copy) {
    event.pause(true);
    try {
      copy.run();
    } finally {
      event.pause(paused);
    }
  }

  synchronized void pause(boolean pause) {
    for (Part part : parts) {
      part.event.pause(pause);
    }
    paused = pause;
  }

  /** Reads one CPU after the other, and begins where the limit ended the call before. */
  int read(EventHandler handler, int limit) {
    Part[] all = parts;
    int count = 0;
    for (int i = 0; i < all.length && count < limit; i++) {
      next = next < all.length - 1 ? next + 1 : 0;
      count += all[next].buffer.read(handler, limit - count);
    }
    return count;
  }

  /** Ends a read that runs on this or another thread, before its next event. */
  void stop() {
    for (Part part : parts) {
      part.buffer.stop();
    }
  }

  /** Takes up the CPUs that came online, where nobody has looked for a while. By the reader. */
  void lookForCpus() {
    long now = System.nanoTime();
    if (now - lastLook >= LOOK_EVERY_NANOS) {
      lastLook = now;
      OnlineCpus.now().ifPresent(this::takeUp);
    }
  }

  /** Takes up CPUs that are online and were not when this was called before. All was read. */
  void takeUp(BitSet online) {
    for (int cpu = 0; cpu < map.size(); cpu++) {
      if (!online.get(cpu)) {
        offline.set(cpu); // it keeps its buffer, to which nobody writes any more
      } else if (offline.get(cpu)) {
        offline.clear(cpu);
        tryOpen(cpu);
      }
    }
  }

  /** The process may have given up its privileges by now. That must not end its other events. */
  private void tryOpen(int cpu) {
    try {
      int at = place(cpu);
      Part before = at < parts.length ? parts[at] : null;
      if (open(cpu) && before != null) {
        parts[at].buffer.continueFrom(before.buffer);
        memory.unmap(before.pages);
        before.event.close();
      }
    } catch (BpfException e) {
      Log.log(
          Level.WARNING,
          memory.subject() + " reads no events of CPU " + cpu + ", which came online",
          e);
    }
  }

  /** {@return what is known of each CPU} */
  List<PerfBufferStatistics.Cpu> statistics(boolean isOpen) {
    List<PerfBufferStatistics.Cpu> each = new ArrayList<>();
    for (Part part : parts) {
      CpuBuffer buffer = part.buffer;
      each.add(
          new PerfBufferStatistics.Cpu(
              buffer.cpu,
              buffer.size,
              isOpen ? buffer.available() : 0,
              buffer.records,
              buffer.bytes,
              buffer.lost,
              buffer.overwritten()));
    }
    each.sort(Comparator.comparingInt(PerfBufferStatistics.Cpu::cpu));
    return each;
  }
}
