package org.libbpfjava.internal.libbpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;

/**
 * What the kernel says about the map behind a descriptor: kernel/bpf/syscall.c,
 * bpf_map_show_fdinfo().
 */
final class DescriptorInfo {
  static final int BPF_MAP_TYPE_ARRAY = 2;
  static final int BPF_F_RDONLY_PROG = 1 << 7;

  private final Map<String, String> lines;

  private DescriptorInfo(Map<String, String> lines) {
    this.lines = lines;
  }

  static DescriptorInfo of(int fd, String subject) {
    Map<String, String> lines = new HashMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          lines.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new BpfException(
          Message.of("read /proc/self/fdinfo about map '" + subject + "'")
              .withErrno(Errno.EIO)
              .withCause(e));
    }
    return new DescriptorInfo(lines);
  }

  /** Whether it could be a data section: an array of one element with 4-byte keys. */
  boolean isOneElementArray() {
    return number("map_type") == BPF_MAP_TYPE_ARRAY
        && number("key_size") == Integer.BYTES
        && number("max_entries") == 1;
  }

  /** {@return the bytes of one element; 0 of what is no map} */
  long valueSize() {
    return number("value_size");
  }

  /** {@return whether programs may not write it, as libbpf makes {@code .rodata}} */
  boolean isReadOnlyForPrograms() {
    return (number("map_flags") & BPF_F_RDONLY_PROG) != 0;
  }

  /** {@return whether user space may not write it any more} */
  boolean isFrozen() {
    return number("frozen") != 0;
  }

  /** {@return the type of the program behind the descriptor, as the kernel numbers it} */
  int programType() {
    return (int) number("prog_type");
  }

  /** {@return the type of the programs that use a prog array; 0 where none does yet} */
  int callersType() {
    return (int) number("owner_prog_type");
  }

  private long number(String key) {
    return Long.decode(lines.getOrDefault(key, "0"));
  }
}
