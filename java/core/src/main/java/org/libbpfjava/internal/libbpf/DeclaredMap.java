package org.libbpfjava.internal.libbpf;

import static java.util.stream.Collectors.toCollection;
import static org.libbpfjava.raw.global.plain.lbj_duplicate;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.OpenBpfMap;

/** A map of an object that is open. */
public final class DeclaredMap implements OpenBpfMap {
  private static final Set<MapType> MAPS_OF_MAPS =
      EnumSet.of(MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS);

  private final OpenPhase phase;
  private final NativeObject object;
  private final NativeMap map;
  private boolean isReused; // like hasInner guarded by the phase's lock
  private boolean hasInner;

  public DeclaredMap(OpenPhase phase, NativeObject object, NativeMap map) {
    this.phase = phase;
    this.object = object;
    this.map = map;
  }

  @Override
  public String name() {
    return map.name();
  }

  private IllegalArgumentException cannot(String what) {
    return new IllegalArgumentException("map '" + map.name() + "' cannot " + what);
  }

  private OpenBpfMap set(String what, IntSupplier call) {
    return change(
        what,
        () -> {
          ReturnCode.check(call.getAsInt(), "set " + what + " of map", map.name());
          return this;
        });
  }

  private OpenBpfMap change(String what, Supplier<OpenBpfMap> call) {
    return phase.whileOpen(
        () -> {
          if (isReused) {
            throw new IllegalStateException(
                "map '" + map.name() + "' is reused: its " + what + " cannot change any more");
          }
          return call.get();
        });
  }

  @Override
  public long maxEntries() {
    return phase.whileOpen(map::maxEntries);
  }

  @Override
  public OpenBpfMap setMaxEntries(long entries) {
    if (entries < 1 || entries > 0xffff_ffffL) {
      throw cannot("have " + entries + " entries: 1 to 4294967295");
    }
    return change(
        "max_entries",
        () -> {
          map.setMaxEntries(entries);
          return this;
        });
  }

  @Override
  public boolean isAutocreate() {
    return phase.whileOpen(map::isAutocreate);
  }

  @Override
  public OpenBpfMap setAutocreate(boolean autocreate) {
    phase.whileOpen(
        () -> {
          map.setAutocreate(autocreate);
          return this;
        });
    return this;
  }

  @Override
  public MapType type() {
    return phase.whileOpen(() -> MapType.of(map.typeNumber()));
  }

  @Override
  public OpenBpfMap setType(MapType type) {
    Objects.requireNonNull(type, "type");
    if (type == MapType.UNKNOWN) {
      throw cannot("be of an unknown type");
    }
    return set(
        "type",
        () -> {
          MapType now = MapType.of(map.typeNumber());
          if (!canBecome(now, type)) {
            throw cannot("become a map of type " + type + ": libbpf has prepared it as " + now);
          }
          return map.setType(type.number());
        });
  }

  /** libbpf keeps more of some maps than their type, and would read it as something else. */
  private static boolean canBecome(MapType now, MapType then) {
    return switch (now) {
      case STRUCT_OPS, ARENA, PROG_ARRAY -> then == now;
      case ARRAY_OF_MAPS, HASH_OF_MAPS -> MAPS_OF_MAPS.contains(then);
      default -> then != MapType.STRUCT_OPS && then != MapType.ARENA;
    };
  }

  @Override
  public int keySize() {
    return phase.whileOpen(map::keySize);
  }

  @Override
  public OpenBpfMap setKeySize(int bytes) {
    checkNotNegative("keys of ", bytes, " bytes");
    return set("key size", () -> map.setKeySize(bytes));
  }

  @Override
  public int valueSize() {
    return phase.whileOpen(map::valueSize);
  }

  @Override
  public OpenBpfMap setValueSize(int bytes) {
    checkNotNegative("values of ", bytes, " bytes");
    return set("value size", () -> map.setValueSize(bytes));
  }

  private void checkNotNegative(String what, int number, String unit) {
    if (number < 0) {
      throw cannot("have " + what + number + unit);
    }
  }

  @Override
  public Set<MapFlag> flags() {
    return MapFlag.of(rawFlags());
  }

  @Override
  public int rawFlags() {
    return phase.whileOpen(map::flags);
  }

  @Override
  public OpenBpfMap setFlags(Set<MapFlag> flags) {
    Objects.requireNonNull(flags, "flags");
    return setRawFlags(flags.stream().mapToInt(MapFlag::bit).reduce(0, (one, two) -> one | two));
  }

  @Override
  public OpenBpfMap setRawFlags(int bits) {
    return set("flags", () -> map.setFlags(bits));
  }

  @Override
  public int numaNode() {
    return phase.whileOpen(map::numaNode);
  }

  @Override
  public OpenBpfMap setNumaNode(int node) {
    checkNotNegative("its memory on NUMA node ", node, "");
    return set(
        "NUMA node",
        () -> {
          int flagged = map.setFlags(map.flags() | MapFlag.NUMA_NODE.bit());
          return flagged < 0 ? flagged : map.setNumaNode(node);
        });
  }

  @Override
  public long mapExtra() {
    return phase.whileOpen(map::mapExtra);
  }

  @Override
  public OpenBpfMap setMapExtra(long extra) {
    return set("map_extra", () -> map.setMapExtra(extra));
  }

  @Override
  public Optional<Path> pinPath() {
    return phase.whileOpen(() -> map.pinPath().map(Path::of));
  }

  @Override
  public OpenBpfMap setPinPath(Path path) {
    Objects.requireNonNull(path, "path");
    return set("pin path", () -> map.setPinPath(path.toString()));
  }

  @Override
  public OpenBpfMap clearPinPath() {
    return set("pin path", () -> map.setPinPath(null));
  }

  @Override
  public OpenBpfMap setInnerMap(MapOptions inner) {
    Objects.requireNonNull(inner, "inner");
    return setInnerMap(
        place -> {
          MapCreation.create(inner, Token.FOUND, place);
          return InnerShape.of(inner);
        });
  }

  @Override
  public OpenBpfMap setInnerMap(BpfMap inner) {
    Objects.requireNonNull(inner, "inner");
    return inner.withFd(
        fd ->
            setInnerMap(
                place -> {
                  place[0] = lbj_duplicate(fd);
                  ReturnCode.check(place[0], "keep the descriptor of map", inner.name());
                  return InnerShape.of(MapFacts.of(fd, inner.name()));
                }));
  }

  /** libbpf borrows the descriptor until load; the object owns it. */
  private OpenBpfMap setInnerMap(Function<int[], InnerShape> open) {
    return set(
        "inner map",
        () -> {
          MapType type = MapType.of(map.typeNumber());
          if (!MAPS_OF_MAPS.contains(type)) {
            throw cannot("have inner maps: it is of type " + type);
          }
          if (hasInner) {
            throw new IllegalStateException("map '" + map.name() + "' has its inner map already");
          }
          int[] place = object.descriptors().reserve();
          try {
            InnerShape shape = open.apply(place);
            int result = map.setInnerMap(place[0], shape);
            hasInner = result >= 0;
            return result;
          } finally {
            if (place[0] < 0) {
              object.descriptors().release(place);
            }
          }
        });
  }

  @Override
  public Optional<String> exclusiveProgram() {
    return phase.whileOpen(map::exclusiveProgram);
  }

  @Override
  public OpenBpfMap setExclusiveProgram(String program) {
    Objects.requireNonNull(program, "program");
    NativeProgram found =
        object.programs().stream()
            .filter(one -> one.name().equals(program))
            .findFirst()
            .orElseThrow(
                () ->
                    NativeMembers.missing(
                        object.source(),
                        NoSuchMemberException.Kind.PROGRAM,
                        program,
                        object.programs().stream()
                            .map(NativeProgram::name)
                            .collect(toCollection(LinkedHashSet::new))));
    Feature.EXCLUSIVE_MAPS.require("exclusive program of map '" + map.name() + "'");
    return set("exclusive program", () -> map.setExclusiveProgram(found));
  }

  @Override
  public OpenBpfMap reuse(BpfMap other) {
    Objects.requireNonNull(other, "map");
    return other.withFd(fd -> reuse(fd, "map '" + other.name() + "'"));
  }

  @Override
  public OpenBpfMap reusePinned(Path path) {
    Objects.requireNonNull(path, "path");
    int[] place = {-1};
    try {
      OpenedMaps.openPinned(path, "reuse map pinned at '" + path + "' as '" + name() + "'", place);
      return reuse(place[0], "the map pinned at " + path);
    } finally {
      Descriptors.closeOne(place); // libbpf has one of its own
    }
  }

  private OpenBpfMap reuse(int fd, String from) {
    return change(
        "descriptor",
        () -> {
          Optional<String> difference = ReusedMaps.difference(map, MapFacts.of(fd, from));
          if (difference.isPresent()) {
            throw cannot("reuse " + from + ": " + difference.get());
          }
          ReturnCode.check(map.reuse(fd), "reuse " + from + " as", map.name());
          isReused = true;
          return this;
        });
  }

  @Override
  public String toString() {
    return "map " + map.name();
  }
}
