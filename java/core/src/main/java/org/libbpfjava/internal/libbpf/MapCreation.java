package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_create;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.MapFailure;
import org.libbpfjava.internal.failure.Need;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.layout.MapTypes;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.typed.TypedMaps;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;

/** Maps made without libbpf's objects. */
public final class MapCreation {
  private static final byte[] NO_BTF = {};

  private MapCreation() {}

  /**
   * What was made.
   *
   * @param maxEntries how many entries it has
   * @param types those that its options gave
   * @param inner what its inner maps are like, null where it has none
   */
  public record Made(long maxEntries, TypedMaps types, @Nullable InnerShape inner) {}

  /**
   * Makes a map.
   *
   * @param token the descriptor of a BPF token, or a constant of {@link Token}
   * @param place gets its descriptor, or stays negative
   * @throws IllegalArgumentException if it is a ring buffer of a size that none can have
   */
  public static Made create(MapOptions options, int token, int[] place) {
    Optional<MapOptions> inner = options.innerMap();
    if (inner.isEmpty()) {
      return create(options, 0, null, token, place);
    }
    int[] like = {-1};
    try {
      create(inner.get(), token, like);
      return create(options, like[0], InnerShape.of(inner.get()), token, place);
    } finally {
      Descriptors.closeOne(like); // the kernel has what it needs of it
    }
  }

  private static Made create(
      MapOptions options, int inner, @Nullable InnerShape innerShape, int token, int[] place) {
    long entries = RingSize.of(options);
    MapTypes types = types(options);
    byte[] btf = types == null ? NO_BTF : types.raw();
    WantedMap wanted = WantedMap.of(options, entries, inner);
    int[] numbers = wanted.numbers(types);
    // Safe: the ten numbers that the shim reads, and no more BTF than there is.
    Reclaim.retry(
        () ->
            place[0] =
                lbj_map_create(
                    options.type().number(), options.name(), numbers, btf, btf.length, token));
    if (place[0] < 0) {
      throw refusal(options, wanted, token, -place[0]);
    }
    return new Made(entries, types == null ? TypedMaps.NONE : TypedMaps.of(types), innerShape);
  }

  /** {@return the types that classes give, null for none} */
  static @Nullable MapTypes types(MapOptions options) {
    if (options.keyClass().isEmpty() && options.valueClass().isEmpty()) {
      return null;
    }
    MapType type = options.type();
    return MapTypes.of(
        options.name(),
        options.keyClass().orElse(null),
        options.keySize(),
        // kernel/bpf/arraymap.c, array_map_check_btf()
        (type == MapType.ARRAY || type == MapType.PERCPU_ARRAY)
            && options.keySize() == Integer.BYTES,
        options.valueClass().orElse(null),
        options.valueSize());
  }

  private static BpfException refusal(MapOptions options, WantedMap wanted, int token, int errno) {
    if (errno == Errno.EMFILE || errno == Errno.ENFILE) {
      // Says it itself; without descriptors no class more may be had, nor the kernel be asked.
      return ReturnCode.refusal(errno, "create map '" + options.name() + "'");
    }
    String what = "create " + wanted;
    Need need = Need.ofMapType(wanted.typeName()).alone();
    Optional<BpfException> missing = ReturnCode.missingPermission(Message.whole(what, errno), need);
    if (missing.isPresent()) {
      return missing.get();
    }
    for (Feature feature : needed(options)) {
      if (!feature.isSupported()) {
        return feature.refusal(Message.whole(what, errno));
      }
    }
    String advice = MapRefusal.advice(wanted, token, errno);
    return errno == Errno.EPERM && advice.isEmpty()
        ? ReturnCode.denial(Message.whole(what, errno), need)
        : MapFailure.cannotCreate(what, advice, need, errno);
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
