package org.libbpfjava.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_map__reuse_fd;
import static org.libbpfjava.raw.global.libbpf.bpf_obj_get;
import static org.libbpfjava.raw.global.libbpf.bpf_obj_pin;
import static org.libbpfjava.raw.global.libbpf.bpf_object__find_map_by_name;
import static org.libbpfjava.raw.global.plain.lbj_close;

import java.nio.file.Path;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.map.BpfMap;

/** Maps in a BPF file system, as two processes share them. By the raw binding. */
public final class PinnedMaps {
  private PinnedMaps() {}

  /** Pins a map. */
  public static void pin(BpfMap map, Path path) {
    assertEquals(0, map.<Integer>withFd(fd -> bpf_obj_pin(fd, path.toString())), "pin " + path);
  }

  /**
   * {@return an object without its programs, one of whose maps is the pinned one}
   *
   * @param name the object
   * @param map the map in it
   * @param pinned where it lies
   */
  public static BpfObject load(String name, String map, Path pinned) {
    try (OpenBpfObject open = BpfObjects.open(name)) {
      open.programs().forEach(PinnedMaps::leaveOut);
      int fd = bpf_obj_get(pinned.toString());
      assertTrue(fd >= 0, "open " + pinned + ": " + fd);
      try {
        assertEquals(
            0,
            open.<Integer>withHandle(
                object -> bpf_map__reuse_fd(bpf_object__find_map_by_name(object, map), fd)),
            "reuse " + pinned);
      } finally {
        lbj_close(fd);
      }
      return open.load();
    }
  }

  private static void leaveOut(OpenBpfProgram program) {
    program.setAutoload(false);
  }
}
