package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_close;
import static org.libbpfjava.raw.global.plain.lbj_map_update;
import static org.libbpfjava.raw.global.plain.lbj_perf_enable;
import static org.libbpfjava.raw.global.plain.lbj_perf_pause;

import org.libbpfjava.internal.failure.ReturnCode;

/**
 * The perf event to which programs on one CPU write, PERF_COUNT_SW_BPF_OUTPUT. The owner sees to it
 * that no call comes after its descriptors are closed.
 */
public final class PerfEvent implements AutoCloseable {
  private final PerfEventMap map;
  private final int cpu;
  private final int[] place;

  PerfEvent(PerfEventMap map, int cpu, int[] place) {
    this.map = map;
    this.cpu = cpu;
    this.place = place;
  }

  /** {@return its descriptor, whose pages are the buffer} */
  public int fd() {
    return place[0];
  }

  /** Lets programs write to it. Its pages are mapped before, or samples would be refused. */
  public void start() {
    ReturnCode.check(lbj_perf_enable(place[0]), "enable the perf event of " + of(), map.name());
    ReturnCode.check(
        lbj_map_update(map.fd(), PerfEventMap.bytes(cpu), PerfEventMap.bytes(place[0]), 0),
        "set element " + cpu + " of map",
        map.name());
  }

  /** Refuses samples of programs, or takes them again. */
  public void pause(boolean pause) {
    ReturnCode.check(
        lbj_perf_pause(place[0], pause ? 1 : 0),
        (pause ? "pause" : "resume") + " the perf event of " + of(),
        map.name());
  }

  private String of() {
    return "CPU " + cpu + " for map";
  }

  /** Closes it before the other descriptors. The map's element goes on holding the event. */
  @Override
  public void close() {
    int fd = place[0];
    map.descriptors().release(place);
    lbj_close(fd);
  }
}
