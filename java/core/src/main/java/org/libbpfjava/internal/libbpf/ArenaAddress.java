package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__map_extra;
import static org.libbpfjava.raw.global.plain.bpf_map__max_entries;
import static org.libbpfjava.raw.global.plain.bpf_map__name;
import static org.libbpfjava.raw.global.plain.bpf_map__type;
import static org.libbpfjava.raw.global.plain.lbj_page_size;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/**
 * The place that an object may demand for its arena, by the map's {@code map_extra}.
 *
 * <p>libbpf maps it there with MAP_FIXED, which silently replaces what is there: the heap of the
 * JVM, or the arena of another object. So the place must be free. What this process maps between
 * the check and the load is not seen.
 */
final class ArenaAddress {
  static final int BPF_MAP_TYPE_ARENA = 33;

  private ArenaAddress() {}

  /** Refuses an arena that would replace a mapping of this process. */
  static void check(String source, NativeMap arena) {
    long map = arena.handle();
    long start = bpf_map__map_extra(map);
    if (bpf_map__type(map) != BPF_MAP_TYPE_ARENA || start == 0) {
      return;
    }
    long size = Integer.toUnsignedLong(bpf_map__max_entries(map)) * lbj_page_size();
    for (String mapping : mappings()) {
      int dash = mapping.indexOf('-');
      long begins = Long.parseUnsignedLong(mapping, 0, dash, 16);
      long ends = Long.parseUnsignedLong(mapping, dash + 1, mapping.indexOf(' '), 16);
      boolean overlaps =
          Long.compareUnsigned(begins - start, size) < 0
              || Long.compareUnsigned(start - begins, ends - begins) < 0;
      if (overlaps) {
        throw new BpfException(
            Message.of(
                "load object '"
                    + source
                    + "': arena '"
                    + Native.string(bpf_map__name(map))
                    + "' demands address 0x"
                    + Long.toHexString(start)
                    + ", where this process has other memory"));
      }
    }
  }

  /** Lines such as {@code 7f…-7f… r-xp 00000000 fe:01 1234 /lib/…}. */
  private static List<String> mappings() {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps"));
    } catch (IOException e) {
      throw new BpfException(Message.of("read /proc/self/maps").withErrno(Errno.EIO).withCause(e));
    }
  }
}
