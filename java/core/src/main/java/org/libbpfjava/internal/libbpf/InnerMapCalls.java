package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map_get_fd_by_id;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.KernelName;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.typed.InnerCalls;
import org.libbpfjava.internal.typed.TypedMaps;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.InnerMap;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.UpdateMode;

/** The kernel's calls for the values of a map of maps. */
final class InnerMapCalls implements InnerCalls {
  private final NativeResource owner;
  private final ElementCalls elements;
  private final String map;
  private final Optional<ObjectTypes> types;
  private final @Nullable InnerShape declared;
  private final @Nullable NativeObject object;

  /**
   * Prepares.
   *
   * @param owner the outer map's
   * @param types the types of the outer map's object
   * @param declared what inner maps are like, null where nobody said it
   * @param object the object that declares the outer map, null for none
   */
  InnerMapCalls(
      NativeResource owner,
      ElementCalls elements,
      String map,
      Optional<ObjectTypes> types,
      @Nullable InnerShape declared,
      @Nullable NativeObject object) {
    this.owner = owner;
    this.elements = elements;
    this.map = map;
    this.types = types;
    this.declared = declared;
    this.object = object;
  }

  @Override
  public InnerMap create(String name, long maxEntries, Supplier<OptionalInt> example) {
    KernelName.check("map", name);
    InnerShape shape = declared != null ? declared : shapeOf(example.get());
    long entries = maxEntries == AS_DECLARED ? shape.like().maxEntries() : maxEntries;
    return owned(
        "map '" + name + "'",
        place -> {
          owner.enter();
          try {
            Reclaim.retry(() -> place[0] = shape.create(name, entries, object));
          } finally {
            owner.exit();
          }
          ReturnCode.check(place[0], "create inner map", name);
          return name;
        });
  }

  private InnerShape shapeOf(OptionalInt example) {
    try (InnerMap opened = example.isPresent() ? open(example.getAsInt()) : null) {
      if (opened == null) {
        throw new IllegalStateException(
            "map '"
                + map
                + "' does not tell what its inner maps are like, and has none: make one with"
                + " BpfScope.createMap");
      }
      return opened.withFd(fd -> InnerShape.of(MapFacts.of(fd, opened.name())));
    }
  }

  @Override
  public @Nullable InnerMap open(int id) {
    boolean[] isGone = new boolean[1];
    String otherwise = "id " + Integer.toUnsignedString(id);
    try {
      return owned(
          "map with " + otherwise,
          place -> {
            Reclaim.retry(() -> place[0] = bpf_map_get_fd_by_id(id));
            isGone[0] = place[0] == -Errno.ENOENT;
            ReturnCode.check(place[0], "open inner map of '" + map + "' by", otherwise);
            return otherwise;
          });
    } catch (BpfException e) {
      if (isGone[0]) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Makes a map that its user closes.
   *
   * @param open sets the descriptor, and tells what to call the map if the kernel has no name of it
   */
  private InnerMap owned(String subject, Function<int[], String> open) {
    Descriptors descriptors = new Descriptors();
    MapMappings mappings = new MapMappings();
    NativeResource own = new NativeResource(subject, new Closing(mappings, descriptors));
    try {
      int[] place = descriptors.reserve();
      String otherwise = open.apply(place);
      MapInfo facts = MapFacts.of(place[0], otherwise);
      return new OwnedMap(own, mappings, place[0], otherwise, facts, types(facts));
    } catch (Throwable e) {
      own.close();
      throw e;
    }
  }

  /**
   * The object's types, with its mappings to Java. Those of classes, or the map's own, where the
   * object says none of keys and values. A ring buffer has neither, and its events are of the
   * object.
   */
  private TypedMaps types(MapInfo found) {
    if (declared != null && declared.types() != null) {
      return TypedMaps.of(declared.types());
    }
    int key = declared == null ? 0 : declared.keyTypeId();
    int value = declared == null ? 0 : declared.valueTypeId();
    TypedMaps own = key == 0 && value == 0 ? OpenedMaps.types(found) : TypedMaps.NONE;
    return own.object().isPresent() ? own : new TypedMaps(types, key, value);
  }

  @Override
  public void put(byte[] key, BpfMap inner) {
    inner.withFd(
        fd -> {
          byte[] value =
              ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(fd).array();
          try {
            return elements.update(key, value, UpdateMode.ANY);
          } catch (BpfException e) {
            throw e.errno() == Errno.EINVAL ? refusal(inner.name(), fd) : e;
          }
        });
  }

  private BpfException refusal(String inner, int fd) {
    MapInfo found = MapFacts.of(fd, inner);
    MapType type = found.type();
    String reason =
        type == MapType.ARRAY_OF_MAPS || type == MapType.HASH_OF_MAPS
            ? "it is a map of maps itself, which the kernel does not nest further"
            : declared == null
                ? "its type, sizes or flags are not those of the map that the outer one was made"
                    + " with"
                : declared
                    .difference(found)
                    .orElse(
                        "its type, sizes and flags fit, but not the fields that the kernel keeps in"
                            + " its values, such as struct bpf_spin_lock; or it has no types, which"
                            + " Linux 5.15 to 6.1 tell from a map that has some");
    return new BpfException(
        Message.whole(
            "put map '"
                + inner
                + "' into map '"
                + map
                + "': "
                + Errno.describe(Errno.EINVAL)
                + ": "
                + reason,
            Errno.EINVAL));
  }

  private record Closing(MapMappings mappings, Descriptors descriptors) implements Runnable {
    @Override
    public void run() {
      mappings.close();
      descriptors.close();
    }
  }
}
