package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_map_info;

import java.nio.charset.StandardCharsets;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.map.MapType;

/**
 * What the kernel says about a map, whoever made it: struct bpf_map_info.
 *
 * @param typeNumber its type, as the kernel numbers it
 * @param name the kernel's name of it, up to 15 characters; empty where it has none
 * @param id the kernel's number of it, the same for every descriptor
 * @param flags the bits that it was made with, and those that the kernel set itself
 * @param btfId the kernel's number of its BTF, 0 for none
 * @param keyTypeId its key's type in that, 0 for none
 * @param valueTypeId its value's type in that, 0 for none
 */
record MapFacts(
    int typeNumber,
    String name,
    int id,
    int keySize,
    int valueSize,
    long maxEntries,
    int flags,
    long mapExtra,
    int btfId,
    int keyTypeId,
    int valueTypeId) {
  private static final int NUMBERS = 11;
  private static final int NAME_BYTES = 16; // BPF_OBJ_NAME_LEN

  /**
   * Asks the kernel.
   *
   * @param fd a map's descriptor that is open during the call
   * @param map what messages call the map
   */
  static MapFacts of(int fd, String map) {
    int[] numbers = new int[NUMBERS];
    byte[] name = new byte[NAME_BYTES];
    ReturnCode.check(lbj_map_info(fd, numbers, name), "ask the kernel about map", map);
    return new MapFacts(
        numbers[0],
        text(name),
        numbers[1],
        numbers[2],
        numbers[3],
        Integer.toUnsignedLong(numbers[4]),
        numbers[5],
        Integer.toUnsignedLong(numbers[6]) | (long) numbers[7] << 32,
        numbers[8],
        numbers[9],
        numbers[10]);
  }

  /** {@return a C string, up to its NUL} */
  static String text(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }

  MapType type() {
    return MapType.of(typeNumber);
  }
}
