package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_map_create;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/** Maps made without libbpf's objects. */
public final class MapCreation {
  private MapCreation() {}

  /**
   * Makes a map.
   *
   * @param place gets its descriptor, or stays negative
   * @return how many entries it has
   * @throws IllegalArgumentException if it is a ring buffer of a size that none can have
   */
  public static long create(MapOptions options, int[] place) {
    long entries = RingSize.of(options);
    Reclaim.retry(
        () ->
            place[0] =
                lbj_map_create(
                    options.type().number(),
                    options.name(),
                    options.keySize(),
                    options.valueSize(),
                    (int) entries,
                    options.rawFlags()));
    if (place[0] < 0) {
      throw refusal(options, -place[0]);
    }
    return entries;
  }

  private static BpfException refusal(MapOptions options, int errno) {
    String what = "create map '" + options.name() + "'";
    BpfException refusal = ReturnCode.refusal(errno, what);
    if (!(refusal instanceof BpfPermissionException)) {
      for (Feature feature : needed(options)) {
        if (!feature.isSupported()) {
          return feature.refusal(Message.whole(what, errno));
        }
      }
    }
    return refusal;
  }

  private static List<Feature> needed(MapOptions options) {
    List<Feature> needed = new ArrayList<>();
    if (options.type() == MapType.RINGBUF) {
      needed.add(Feature.RING_BUFFER);
    }
    if (options.type() == MapType.USER_RINGBUF) {
      needed.add(Feature.USER_RING_BUFFER);
    }
    Set<MapFlag> flags = options.flags();
    if (flags.contains(MapFlag.RB_OVERWRITE)) {
      needed.add(Feature.RING_BUFFER_OVERWRITE);
    }
    if (flags.contains(MapFlag.MMAPABLE)) {
      needed.add(Feature.MMAPABLE_ARRAYS);
    } else if (flags.contains(MapFlag.RDONLY_PROG) || flags.contains(MapFlag.WRONLY_PROG)) {
      needed.add(Feature.GLOBAL_DATA);
    }
    return needed;
  }
}
