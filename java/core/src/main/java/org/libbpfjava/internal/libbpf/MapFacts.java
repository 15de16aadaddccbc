package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_info;

import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.map.MapInfo;

/** Asks the kernel about maps: struct bpf_map_info. */
final class MapFacts {
  private static final int NUMBERS = 11;
  private static final int NAME_BYTES = 16; // BPF_OBJ_NAME_LEN

  private MapFacts() {}

  /**
   * Asks the kernel.
   *
   * @param fd a map's descriptor that is open during the call
   * @param map what messages call the map
   */
  static MapInfo of(int fd, String map) {
    int[] numbers = new int[NUMBERS];
    byte[] name = new byte[NAME_BYTES];
    ReturnCode.check(lbj_map_info(fd, numbers, name), "ask the kernel about map", map);
    return new MapInfo(
        numbers[1],
        numbers[0],
        CString.text(name),
        numbers[2],
        numbers[3],
        Integer.toUnsignedLong(numbers[4]),
        numbers[5],
        Integer.toUnsignedLong(numbers[6]) | (long) numbers[7] << 32,
        numbers[8],
        numbers[9],
        numbers[10]);
  }
}
