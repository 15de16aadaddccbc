package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfScope;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.OpenFiles;

/**
 * Wrong use of per-CPU maps, queues, bloom filters and batches: a row for each, with the whole text
 * of what it throws. Nothing is changed by it, and nothing stays open.
 */
@KernelTest
@Timeout(180)
class MapKindsBadInputKernelTest {
  private static final KernelVersion FILTERS = KernelVersion.of(5, 16);
  private static final String FILTER_ROW = "filter: "; // a row that uses a bloom filter
  private static final String CLOSED = "scope 'bad input' is closed";

  private BpfScope scope;
  private Maps maps;

  record Pair(int first, int second) {}

  /** Bloom filters, which not every kernel has. */
  private record Filters(BloomFilter<Integer> open, BloomFilter<Integer> frozen) {}

  /** The maps that rows use. Hashes and queues are full. */
  private record Maps(
      PerCpuMap<Integer, Pair> hash,
      PerCpuMap<Integer, Long> array,
      PerCpuMap<Integer, Long> frozen,
      BpfQueue<Integer> queue,
      BpfQueue<Integer> frozenQueue,
      Optional<Filters> filters,
      BpfMap numbers,
      BpfMap slots,
      BpfMap frozenSlots) {

    int cpus() {
      return hash.cpus().size();
    }

    BloomFilter<Integer> filter() {
      return filters.orElseThrow().open();
    }

    BloomFilter<Integer> frozenFilter() {
      return filters.orElseThrow().frozen();
    }

    <V> List<V> forEachCpu(V value) {
      return Collections.nCopies(cpus(), value);
    }
  }

  @BeforeEach
  void open() {
    scope = BpfScope.open("bad input");
    maps =
        new Maps(
            made(MapOptions.of(MapType.PERCPU_HASH, "percpu", 4, 8, 2))
                .typedPerCpu(Integer.class, Pair.class),
            made(MapOptions.of(MapType.PERCPU_ARRAY, "perslot", 4, 8, 4))
                .typedPerCpu(Integer.class, Long.class),
            frozen(MapOptions.of(MapType.PERCPU_ARRAY, "frozen", 4, 8, 4))
                .typedPerCpu(Integer.class, Long.class),
            made(MapOptions.of(MapType.QUEUE, "queue", 0, 4, 2)).queue(Integer.class),
            frozen(MapOptions.of(MapType.QUEUE, "ice", 0, 4, 2)).queue(Integer.class),
            hasFilters() ? Optional.of(filters()) : Optional.empty(),
            made(MapOptions.hash("numbers", 4, 8, 2)),
            made(MapOptions.array("slots", 8, 4)),
            frozen(MapOptions.array("hail", 8, 4)));
    maps.hash.putAll(1, new Pair(1, 1));
    maps.hash.putAll(2, new Pair(2, 2));
    maps.queue.push(1);
    maps.queue.push(2);
    maps.numbers.updateBatch(ints(1, 2), longs(1, 2), 2, UpdateMode.ANY);
  }

  private static boolean hasFilters() {
    return KernelVersion.running().isAtLeast(FILTERS);
  }

  private Filters filters() {
    return new Filters(
        made(MapOptions.of(MapType.BLOOM_FILTER, "seen", 0, 4, 10)).bloomFilter(Integer.class),
        frozen(MapOptions.of(MapType.BLOOM_FILTER, "frost", 0, 4, 10)).bloomFilter(Integer.class));
  }

  private BpfMap made(MapOptions options) {
    return scope.createMap(options);
  }

  private BpfMap frozen(MapOptions options) {
    BpfMap map = made(options);
    map.freeze();
    return map;
  }

  @AfterEach
  void close() {
    if (scope != null) {
      scope.close();
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer ints(int... values) {
    ByteBuffer buffer = direct(4 * values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.putInt(4 * i, values[i]);
    }
    return buffer;
  }

  private static ByteBuffer longs(long... values) {
    ByteBuffer buffer = direct(8 * values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.putLong(8 * i, values[i]);
    }
    return buffer;
  }

  /** The same with its generics cast away. */
  @SuppressWarnings("unchecked")
  private static PerCpuMap<Object, Object> raw(PerCpuMap<?, ?> map) {
    return (PerCpuMap<Object, Object>) map;
  }

  @SuppressWarnings("unchecked")
  private static PerCpuField<Object> raw(PerCpuField<?> field) {
    return (PerCpuField<Object>) field;
  }

  @SuppressWarnings("unchecked")
  private static BpfQueue<Object> raw(BpfQueue<?> queue) {
    return (BpfQueue<Object>) queue;
  }

  @SuppressWarnings("unchecked")
  private static BloomFilter<Object> raw(BloomFilter<?> filter) {
    return (BloomFilter<Object>) filter;
  }

  private static Arguments row(
      String name, Class<? extends Exception> refusal, String message, Consumer<Maps> call) {
    return Arguments.of(name, refusal, message, call);
  }

  static Stream<Arguments> rows() {
    return Stream.of(perCpuMaps(), queues(), filterRows(), batches()).flatMap(List::stream);
  }

  private static final Class<IllegalArgumentException> WRONG = IllegalArgumentException.class;
  private static final Class<BpfException> REFUSED = BpfException.class;

  private static List<Arguments> perCpuMaps() {
    return List.of(
        row(
            "typedPerCpu, smaller class",
            WRONG,
            "value of map 'percpu' has 8 bytes and no BTF: java.lang.Short would be 2 bytes in C",
            m -> m.hash.map().typedPerCpu(Integer.class, Short.class)),
        row(
            "typedPerCpu, larger key",
            WRONG,
            "key of map 'percpu' has 4 bytes and no BTF: java.lang.Long would be 8 bytes in C",
            m -> m.hash.map().typedPerCpu(Long.class, Long.class)),
        row(
            "typedPerCpu, no size",
            WRONG,
            "value of map 'percpu' has no BTF, and java.util.Map has no size of its own: use"
                + " numbers, enums, records of these, or byte[]",
            m -> m.hash.map().typedPerCpu(Integer.class, Map.class)),
        row(
            "typedPerCpu, queue",
            WRONG,
            "map queue (queue) has no values of single CPUs: it has no keys: use queue",
            m -> m.queue.map().typedPerCpu(Integer.class, Integer.class)),
        row(
            "typedPerCpu, plain hash",
            WRONG,
            "map numbers (hash) has no values of single CPUs: it has keys and values: use typed",
            m -> m.numbers.typedPerCpu(Integer.class, Long.class)),
        row(
            "typed, per-CPU",
            WRONG,
            "map percpu (percpu_hash) cannot be typed: a key has a value for each CPU: use"
                + " typedPerCpu",
            m -> m.hash.map().typed(Integer.class, Pair.class)),
        row(
            "queue, per-CPU",
            WRONG,
            "map percpu (percpu_hash) is no queue or stack: a key has a value for each CPU: use"
                + " typedPerCpu",
            m -> m.hash.map().queue(Pair.class)),
        row(
            "bloomFilter, per-CPU",
            WRONG,
            "map percpu (percpu_hash) is no bloom filter: a key has a value for each CPU: use"
                + " typedPerCpu",
            m -> m.hash.map().bloomFilter(Pair.class)),
        row(
            "get, text as key",
            WRONG,
            "key of map 'percpu' (__s32, 4 bytes) cannot take the string \"one\"",
            m -> raw(m.hash).get("one")),
        row(
            "find, long as key",
            WRONG,
            "key of map 'percpu' (__s32, 4 bytes) cannot take 1099511627776: it holds"
                + " -2147483648 to 2147483647",
            m -> raw(m.hash).find(1L << 40)),
        row(
            "containsKey, list as key",
            WRONG,
            "key of map 'percpu' (__s32, 4 bytes) cannot take a"
                + " java.util.ImmutableCollections$ListN",
            m -> raw(m.hash).containsKey(List.of())),
        row(
            "remove, text as key",
            WRONG,
            "key of map 'percpu' (__s32, 4 bytes) cannot take the string \"one\"",
            m -> raw(m.hash).remove("one")),
        row(
            "putAll, text as value",
            WRONG,
            "value of map 'percpu' (struct Pair, 8 bytes) cannot take the string \"one\"",
            m -> raw(m.hash).putAll(1, "one")),
        row(
            "put, text among values",
            WRONG,
            "value of map 'percpu' (struct Pair, 8 bytes) cannot take the string \"one\"",
            m -> raw(m.hash).put(1, m.forEachCpu("one"))),
        row(
            "put one CPU, text as value",
            WRONG,
            "value of map 'percpu' (struct Pair, 8 bytes) cannot take the string \"one\"",
            m -> raw(m.hash).put(1, 0, "one")),
        row(
            "get one CPU, negative",
            WRONG,
            "map 'percpu' has no value for CPU -1: possible are {CPUS}",
            m -> m.hash.get(1, -1)),
        row(
            "get one CPU, too large",
            WRONG,
            "map 'percpu' has no value for CPU 1048576: possible are {CPUS}",
            m -> m.hash.get(1, 1 << 20)),
        row(
            "put one CPU, negative",
            WRONG,
            "map 'percpu' has no value for CPU -1: possible are {CPUS}",
            m -> m.hash.put(1, -1, new Pair(0, 0))),
        row(
            "put one CPU, too large",
            WRONG,
            "map 'percpu' has no value for CPU 2147483647: possible are {CPUS}",
            m -> m.hash.put(1, Integer.MAX_VALUE, new Pair(0, 0))),
        row(
            "put, no values",
            WRONG,
            "map 'percpu' takes {COUNT} values, one for each CPU, not 0",
            m -> m.hash.put(1, List.of())),
        row(
            "put, one value too many",
            WRONG,
            "map 'percpu' takes {COUNT} values, one for each CPU, not {MORE}",
            m ->
                m.hash.put(
                    1,
                    Stream.concat(m.forEachCpu(new Pair(0, 0)).stream(), Stream.of(new Pair(0, 0)))
                        .toList())),
        row(
            "putAll, full",
            REFUSED,
            "update map 'percpu': E2BIG (-7): it is full: 2 of 2 entries",
            m -> m.hash.putAll(3, new Pair(3, 3))),
        row(
            "put, full",
            REFUSED,
            "update map 'percpu': E2BIG (-7): it is full: 2 of 2 entries",
            m -> m.hash.put(3, m.forEachCpu(new Pair(3, 3)))),
        row(
            "put one CPU, full",
            REFUSED,
            "update map 'percpu': E2BIG (-7): it is full: 2 of 2 entries",
            m -> m.hash.put(3, 0, new Pair(3, 3))),
        row(
            "putAll, index too large",
            REFUSED,
            "update map 'perslot': E2BIG (-7): its indices run from 0 to 3",
            m -> m.array.putAll(4, 1L)),
        row(
            "putAll, negative index",
            REFUSED,
            "update map 'perslot': E2BIG (-7): its indices run from 0 to 3",
            m -> m.array.putAll(-1, 1L)),
        row(
            "put, index too large",
            REFUSED,
            "update map 'perslot': E2BIG (-7): its indices run from 0 to 3",
            m -> m.array.put(4, m.forEachCpu(1L))),
        row(
            "put one CPU, index too large",
            REFUSED,
            "update map 'perslot': E2BIG (-7): its indices run from 0 to 3",
            m -> m.array.put(4, 0, 1L)),
        row(
            "putAll, frozen",
            REFUSED,
            "update map 'frozen': EPERM (-1): user space may not: the map is frozen, or was made"
                + " BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozen.putAll(0, 1L)),
        row(
            "put, frozen",
            REFUSED,
            "update map 'frozen': EPERM (-1): user space may not: the map is frozen, or was made"
                + " BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozen.put(0, m.forEachCpu(1L))),
        row(
            "put one CPU, frozen",
            REFUSED,
            "update map 'frozen': EPERM (-1): user space may not: the map is frozen, or was made"
                + " BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozen.put(0, 0, 1L)),
        row(
            "remove, array",
            REFUSED,
            "delete from map 'perslot': EINVAL (-22): the elements of an array always exist; set"
                + " one to zeros instead",
            m -> m.array.remove(0)),
        row(
            "drain, array",
            REFUSED,
            "delete from map 'perslot': EINVAL (-22): the elements of an array always exist; set one"
                + " to zeros instead",
            m -> m.array.drain((key, values) -> {})),
        row(
            "field, none of this name",
            NoSuchMemberException.class,
            "type 'value of map percpu': no member 'third' in struct Pair at 'value of map"
                + " percpu.third'; it has: first, second",
            m -> m.hash.field("third")),
        row(
            "field, of a number",
            NoSuchMemberException.class,
            "type 'value of map perslot': no member at 'value of map perslot.first': 'value of"
                + " map perslot' is __s64",
            m -> m.array.field("first")),
        row(
            "field, the whole struct",
            WRONG,
            "value of map 'percpu' (struct Pair, 8 bytes) cannot be read as long (8 bytes)",
            m -> m.hash.field("")),
        row(
            "field, too deep",
            NoSuchMemberException.class,
            "type 'value of map percpu': no member at 'value of map percpu.first.second': 'value"
                + " of map percpu.first' is __s32",
            m -> m.hash.field("first.second.third")),
        row(
            "field, index into a number",
            NoSuchMemberException.class,
            "type 'value of map percpu': no element at 'value of map percpu.first[0]': 'value of"
                + " map percpu.first' is __s32",
            m -> m.hash.field("first[0]")),
        row(
            "field, no path",
            WRONG,
            "type 'value of map percpu': path 'first..second': expected a member's name at"
                + " position 6",
            m -> m.hash.field("first..second")),
        row(
            "field, text as key",
            WRONG,
            "key of map 'percpu' (__s32, 4 bytes) cannot take the string \"one\"",
            m -> raw(m.hash.field("first")).sum("one")),
        row(
            "values, none of this CPU",
            WRONG,
            "there is no CPU -1 among [{CPUS}]",
            m -> m.hash.find(1).orElseThrow().get(-1)),
        row(
            "mmap, per-CPU",
            REFUSED,
            "mmap map 'perslot': ENOTSUPP (-524)",
            m -> m.array.map().mmap()),
        row(
            "lookup, one CPU's bytes",
            WRONG,
            "value of map 'percpu' has {BYTES} bytes, the buffer 4",
            m -> m.hash.map().lookup(ints(1), direct(4))),
        row(
            "update, one CPU's bytes",
            WRONG,
            "value of map 'percpu' has {BYTES} bytes, the buffer 4",
            m -> m.hash.map().update(ints(1), direct(4), UpdateMode.ANY)));
  }

  private static List<Arguments> queues() {
    return List.of(
        row(
            "queue, larger class",
            WRONG,
            "value of map 'queue' has 4 bytes and no BTF: java.lang.Long would be 8 bytes in C",
            m -> m.queue.map().queue(Long.class)),
        row(
            "queue, no size",
            WRONG,
            "value of map 'queue' has no BTF, and java.util.List has no size of its own: use"
                + " numbers, enums, records of these, or byte[]",
            m -> m.queue.map().queue(List.class)),
        row(
            "typed, queue",
            WRONG,
            "map queue (queue) cannot be typed: it has no keys: use queue",
            m -> m.queue.map().typed(Integer.class, Integer.class)),
        row(
            "push, text",
            WRONG,
            "value of map 'queue' (__s32, 4 bytes) cannot take the string \"one\"",
            m -> raw(m.queue).push("one")),
        row(
            "pushDroppingOldest, too large",
            WRONG,
            "value of map 'queue' (__s32, 4 bytes) cannot take 1099511627776: it holds"
                + " -2147483648 to 2147483647",
            m -> raw(m.queue).pushDroppingOldest(1L << 40)),
        row(
            "push, frozen",
            REFUSED,
            "update map 'ice': EPERM (-1): user space may not: the map is frozen, or was made"
                + " BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenQueue.push(1)),
        row(
            "pushDroppingOldest, frozen",
            REFUSED,
            "update map 'ice': EPERM (-1): user space may not: the map is frozen, or was made"
                + " BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenQueue.pushDroppingOldest(1)),
        row(
            "pop, frozen",
            REFUSED,
            "look up and delete in map 'ice': EPERM (-1): user space may not: the map is frozen,"
                + " or was made BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenQueue.pop()),
        row(
            "lookup, a key for a queue",
            WRONG,
            "key of map 'queue' has 0 bytes, not 4",
            m -> m.queue.map().lookup(new byte[4])),
        row(
            "lookup, small buffer of a queue",
            WRONG,
            "value of map 'queue' has 4 bytes, the buffer 3",
            m -> m.queue.map().lookup(direct(0), direct(3))),
        row(
            "update, long value of a queue",
            WRONG,
            "value of map 'queue' has 4 bytes, not 5",
            m -> m.queue.map().update(new byte[0], new byte[5])),
        row(
            "delete, queue",
            REFUSED,
            "delete from map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().delete(new byte[0])),
        row(
            "keys, queue",
            REFUSED,
            "list the keys of map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().keys()),
        row(
            "lookupBatch, queue",
            REFUSED,
            "look up in map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().lookupBatch()),
        row(
            "lookupAndDeleteBatch, queue",
            REFUSED,
            "look up and delete in map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().lookupAndDeleteBatch()),
        row(
            "updateBatch, queue",
            REFUSED,
            "update map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().updateBatch(direct(0), direct(8), 2, UpdateMode.ANY)),
        row(
            "deleteBatch, queue",
            REFUSED,
            "delete from map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().deleteBatch(direct(0), 1)),
        row(
            "dump, queue",
            REFUSED,
            "look up in map 'queue': it is a queue; it has no keys: use queue",
            m -> m.queue.map().dump()),
        row(
            "mmap, queue",
            REFUSED,
            "mmap map 'queue': ENOTSUPP (-524)",
            m -> m.queue.map().mmap()));
  }

  private static List<Arguments> filterRows() {
    return List.of(
        row(
            FILTER_ROW + "queue, bloom filter",
            WRONG,
            "map seen (bloom_filter) is no queue or stack: it has no keys, and values cannot be"
                + " read back: use bloomFilter",
            m -> m.filter().map().queue(Integer.class)),
        row(
            FILTER_ROW + "bloomFilter, larger class",
            WRONG,
            "value of map 'seen' has 4 bytes and no BTF: java.lang.Long would be 8 bytes in C",
            m -> m.filter().map().bloomFilter(Long.class)),
        row(
            "bloomFilter, queue",
            WRONG,
            "map queue (queue) is no bloom filter: it has no keys: use queue",
            m -> m.queue.map().bloomFilter(Integer.class)),
        row(
            FILTER_ROW + "typed, bloom filter",
            WRONG,
            "map seen (bloom_filter) cannot be typed: it has no keys, and values cannot be read"
                + " back: use bloomFilter",
            m -> m.filter().map().typed(Integer.class, Integer.class)),
        row(
            FILTER_ROW + "add, text",
            WRONG,
            "value of map 'seen' (__s32, 4 bytes) cannot take the string \"one\"",
            m -> raw(m.filter()).add("one")),
        row(
            FILTER_ROW + "mightContain, text",
            WRONG,
            "value of map 'seen' (__s32, 4 bytes) cannot take the string \"one\"",
            m -> raw(m.filter()).mightContain("one")),
        row(
            FILTER_ROW + "add, frozen",
            REFUSED,
            "update map 'frost': EPERM (-1): user space may not: the map is frozen, or was made"
                + " BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenFilter().add(1)),
        row(
            FILTER_ROW + "lookup, bloom filter",
            REFUSED,
            "look up in map 'seen': it is a bloom filter; it has no keys, and values cannot be"
                + " read back: use bloomFilter",
            m -> m.filter().map().lookup(new byte[0])),
        row(
            FILTER_ROW + "lookupAndDelete, bloom filter",
            REFUSED,
            "look up and delete in map 'seen': it is a bloom filter; it has no keys, and values"
                + " cannot be read back: use bloomFilter",
            m -> m.filter().map().lookupAndDelete(new byte[0])),
        row(
            FILTER_ROW + "delete, bloom filter",
            REFUSED,
            "delete from map 'seen': it is a bloom filter; it has no keys, and values cannot be"
                + " read back: use bloomFilter",
            m -> m.filter().map().delete(new byte[0])),
        row(
            FILTER_ROW + "dump, bloom filter",
            REFUSED,
            "look up in map 'seen': it is a bloom filter; it has no keys, and values cannot be"
                + " read back: use bloomFilter",
            m -> m.filter().map().dump()),
        row(
            FILTER_ROW + "updateBatch, bloom filter",
            REFUSED,
            "update map 'seen': it is a bloom filter; it has no keys, and values cannot be read"
                + " back: use bloomFilter",
            m -> m.filter().map().updateBatch(direct(0), direct(8), 2, UpdateMode.ANY)));
  }

  private static List<Arguments> batches() {
    Class<ReadOnlyBufferException> readOnly = ReadOnlyBufferException.class;
    return List.of(
        row(
            "next, read-only keys",
            readOnly,
            "null",
            m -> m.numbers.lookupBatch().next(direct(8).asReadOnlyBuffer(), direct(16))),
        row(
            "next, read-only values",
            readOnly,
            "null",
            m -> m.numbers.lookupBatch().next(direct(8), direct(16).asReadOnlyBuffer())),
        row(
            "next, read-only heap keys",
            readOnly,
            "null",
            m ->
                m.numbers
                    .lookupBatch()
                    .next(ByteBuffer.allocate(8).asReadOnlyBuffer(), direct(16))),
        row(
            "next, no room for a key",
            WRONG,
            "an element of map 'numbers' has a key of 4 bytes and a value of 8, the buffers have"
                + " room for 3 and 16",
            m -> m.numbers.lookupBatch().next(direct(8).position(5), direct(16))),
        row(
            "next, no room for a value",
            WRONG,
            "an element of map 'numbers' has a key of 4 bytes and a value of 8, the buffers have"
                + " room for 8 and 7",
            m -> m.numbers.lookupBatch().next(direct(8), direct(16).limit(7))),
        row(
            "next, sliced values",
            WRONG,
            "an element of map 'numbers' has a key of 4 bytes and a value of 8, the buffers have"
                + " room for 8 and 7",
            m -> m.numbers.lookupBatch().next(direct(8), direct(16).position(9).slice())),
        row(
            "next, small heap keys",
            WRONG,
            "an element of map 'numbers' has a key of 4 bytes and a value of 8, the buffers have"
                + " room for 3 and 16",
            m -> m.numbers.lookupBatch().next(ByteBuffer.allocate(3), ByteBuffer.allocate(16))),
        row(
            "next, no room for all CPUs",
            WRONG,
            "an element of map 'percpu' has a key of 4 bytes and a value of {BYTES}, the buffers"
                + " have room for 4 and {LESS}",
            m -> m.hash.map().lookupBatch().next(direct(4), direct(8 * m.cpus() - 1))),
        row(
            "next and delete, array",
            REFUSED,
            "delete from map 'slots': EINVAL (-22): the elements of an array always exist; set"
                + " one to zeros instead",
            m -> m.slots.lookupAndDeleteBatch().next(direct(16), direct(32))),
        row(
            "next and delete, frozen",
            REFUSED,
            "look up and delete in map 'hail': EPERM (-1): user space may not: the map is"
                + " frozen, or was made BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenSlots.lookupAndDeleteBatch().next(direct(16), direct(32))),
        row(
            "updateBatch, short keys",
            WRONG,
            "2 keys of map 'numbers' have 8 bytes, the buffer 7",
            m -> m.numbers.updateBatch(direct(7), direct(16), 2, UpdateMode.ANY)),
        row(
            "updateBatch, short values",
            WRONG,
            "2 values of map 'numbers' have 16 bytes, the buffer 15",
            m -> m.numbers.updateBatch(direct(8), direct(15), 2, UpdateMode.ANY)),
        row(
            "updateBatch, sliced keys",
            WRONG,
            "2 keys of map 'numbers' have 8 bytes, the buffer 4",
            m ->
                m.numbers.updateBatch(
                    direct(8).position(4).slice(), direct(16), 2, UpdateMode.ANY)),
        row(
            "updateBatch, short heap values",
            WRONG,
            "2 values of map 'numbers' have 16 bytes, the buffer 15",
            m -> m.numbers.updateBatch(direct(8), ByteBuffer.allocate(15), 2, UpdateMode.ANY)),
        row(
            "updateBatch, negative",
            WRONG,
            "-1 keys of map 'numbers' have -4 bytes, the buffer 8",
            m -> m.numbers.updateBatch(direct(8), direct(16), -1, UpdateMode.ANY)),
        row(
            "updateBatch, more bytes than an int",
            WRONG,
            "2147483647 keys of map 'numbers' have 8589934588 bytes, the buffer 8",
            m -> m.numbers.updateBatch(direct(8), direct(16), Integer.MAX_VALUE, UpdateMode.ANY)),
        row(
            "updateBatch, full",
            REFUSED,
            "update map 'numbers' after 1 of 2 elements: E2BIG (-7): it is full: 2 of 2 entries",
            m -> m.numbers.updateBatch(ints(2, 3), longs(2, 3), 2, UpdateMode.ANY)),
        row(
            "updateBatch, index too large",
            REFUSED,
            "update map 'slots' after 1 of 2 elements: E2BIG (-7): its indices run from 0 to 3",
            m -> m.slots.updateBatch(ints(3, 4), longs(0, 0), 2, UpdateMode.ANY)),
        row(
            "updateBatch, negative index",
            REFUSED,
            "update map 'slots' after 0 of 1 elements: E2BIG (-7): its indices run from 0 to 3",
            m -> m.slots.updateBatch(ints(-1), longs(0), 1, UpdateMode.ANY)),
        row(
            "updateBatch, frozen",
            REFUSED,
            "update map 'hail' after 0 of 1 elements: EPERM (-1): user space may not: the map is"
                + " frozen, or was made BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenSlots.updateBatch(ints(0), longs(0), 1, UpdateMode.ANY)),
        row(
            "updateBatch, heap, full",
            REFUSED,
            "update map 'numbers': E2BIG (-7): it is full: 2 of 2 entries",
            m ->
                m.numbers.updateBatch(
                    ByteBuffer.wrap(new byte[] {9, 9, 9, 9}),
                    ByteBuffer.allocate(8),
                    1,
                    UpdateMode.ANY)),
        row(
            "deleteBatch, short keys",
            WRONG,
            "2 keys of map 'numbers' have 8 bytes, the buffer 7",
            m -> m.numbers.deleteBatch(direct(7), 2)),
        row(
            "deleteBatch, negative",
            WRONG,
            "-1 keys of map 'numbers' have -4 bytes, the buffer 8",
            m -> m.numbers.deleteBatch(direct(8), -1)),
        row(
            "deleteBatch, array",
            REFUSED,
            "delete from map 'slots': EINVAL (-22): the elements of an array always exist; set"
                + " one to zeros instead",
            m -> m.slots.deleteBatch(direct(8), 2)),
        row(
            "deleteBatch, frozen",
            REFUSED,
            "delete from map 'hail' after 0 of 2 elements: EPERM (-1): user space may not: the"
                + " map is frozen, or was made BPF_F_RDONLY or BPF_F_WRONLY",
            m -> m.frozenSlots.deleteBatch(direct(8), 2)));
  }

  private static void assertAsBefore(Maps maps) {
    assertEquals(new Pair(1, 1), maps.hash.get(1, 0));
    assertEquals(2, maps.hash.stream().count());
    assertEquals(0L, maps.array.field("").sum(0));
    assertEquals(Optional.of(1), maps.queue.peek());
    assertEquals(
        Map.of(1, 1L, 2, 2L), Map.copyOf(maps.numbers.typed(Integer.class, Long.class).asMap()));
  }

  private static void needsFor(String row) {
    if (row.startsWith(FILTER_ROW)) {
      KernelTier.needs("bloom filters exist", FILTERS);
    }
  }

  private String ofThisMachine(String message) {
    String cpus = maps.hash.cpus().toString();
    return message
        .replace("[{CPUS}]", cpus)
        .replace("{CPUS}", "{" + cpus.substring(1, cpus.length() - 1) + "}")
        .replace("{COUNT}", "" + maps.cpus())
        .replace("{MORE}", "" + (maps.cpus() + 1))
        .replace("{BYTES}", "" + 8 * maps.cpus())
        .replace("{LESS}", "" + (8 * maps.cpus() - 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefused(
      String name, Class<? extends Exception> refusal, String message, Consumer<Maps> call)
      throws Exception {
    needsFor(name);
    OpenFiles before = OpenFiles.now();
    Exception thrown = assertThrows(refusal, () -> call.accept(maps));
    assertEquals(ofThisMachine(message), String.valueOf(thrown.getMessage()));
    before.assertNoMore();
    assertAsBefore(maps);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefusedByAClosedMapToo(
      String name, Class<? extends Exception> refusal, String message, Consumer<Maps> call) {
    needsFor(name);
    scope.close();
    Exception thrown = assertThrows(Exception.class, () -> call.accept(maps));
    String text = String.valueOf(thrown.getMessage());
    assertTrue(
        thrown instanceof IllegalStateException
            ? text.equals(CLOSED)
            : refusal.isInstance(thrown) && text.equals(ofThisMachine(message)),
        thrown.toString());
  }

  /** What would work, were the owner open. */
  private static final List<Consumer<Maps>> GOOD =
      List.of(
          m -> m.hash.get(1),
          m -> m.hash.find(1),
          m -> m.hash.get(1, 0),
          m -> m.hash.containsKey(1),
          m -> m.hash.putAll(1, new Pair(1, 1)),
          m -> m.hash.put(1, m.forEachCpu(new Pair(1, 1))),
          m -> m.hash.put(1, 0, new Pair(1, 1)),
          m -> m.hash.forEach((key, values) -> {}),
          m -> m.hash.entries().forEach(entry -> {}),
          m -> m.hash.stream().forEach(entry -> {}),
          m -> m.hash.drain((key, values) -> {}),
          m -> m.hash.field("first").sum(1),
          m -> m.hash.field("first").min(1, 0),
          m -> m.hash.field("first").max(1, 0),
          m -> m.hash.field("first").fold(1, 0, Long::sum),
          m -> m.hash.remove(3),
          m -> m.queue.push(1),
          m -> m.queue.pushDroppingOldest(1),
          m -> m.queue.peek(),
          m -> m.queue.pop(),
          m -> m.numbers.lookupBatch().next(direct(8), direct(16)),
          m -> m.numbers.lookupBatch().next(ByteBuffer.allocate(8), ByteBuffer.allocate(16)),
          m -> m.numbers.updateBatch(ints(1), longs(1), 1, UpdateMode.ANY),
          m ->
              m.numbers.updateBatch(
                  ByteBuffer.allocate(4), ByteBuffer.allocate(8), 1, UpdateMode.EXIST),
          m -> m.numbers.deleteBatch(ints(7), 1),
          m -> m.numbers.lookupAndDeleteBatch().next(direct(8), direct(16)));

  private static final List<Consumer<Maps>> GOOD_WITH_FILTERS =
      List.of(m -> m.filter().add(1), m -> m.filter().mightContain(1));

  private static List<Consumer<Maps>> good() {
    return Stream.of(GOOD, hasFilters() ? GOOD_WITH_FILTERS : List.<Consumer<Maps>>of())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void afterCloseAllThatWorkedThrows() {
    List<Consumer<Maps>> good = good();
    good.forEach(call -> call.accept(maps));
    scope.close();
    for (Consumer<Maps> call : good) {
      assertEquals(
          CLOSED,
          assertThrows(IllegalStateException.class, () -> call.accept(maps)).getMessage(),
          "call " + good.indexOf(call));
    }
  }

  /** Threads go on until the owner is closed: that alone is what they are told. */
  @Test
  void closeBesideAllOperations() throws Exception {
    OpenFiles before = OpenFiles.now();
    scope.close();
    for (int round = 0; round < 10; round++) {
      open();
      List<Consumer<Maps>> good = good();
      CountDownLatch running = new CountDownLatch(good.size());
      AtomicReference<Throwable> other = new AtomicReference<>();
      List<Thread> threads =
          good.stream().map(call -> new Thread(() -> repeat(call, maps, running, other))).toList();
      threads.forEach(Thread::start);
      running.await();
      scope.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertSame(null, other.get());
    }
    before.assertNoMore();
  }

  /**
   * What drain takes from a bucket is free for others a moment after it is gone:
   * kernel/bpf/hashtab.c, __htab_map_lookup_and_delete_batch(). The map is full for those who put
   * meanwhile.
   */
  private static void unlessFull(Consumer<Maps> call, Maps maps) {
    try {
      call.accept(maps);
    } catch (BpfException e) {
      if (e.errno() != Errno.E2BIG) {
        throw e;
      }
    }
  }

  private static void repeat(
      Consumer<Maps> call, Maps maps, CountDownLatch running, AtomicReference<Throwable> other) {
    try {
      try {
        unlessFull(call, maps);
      } finally {
        running.countDown();
      }
      for (; ; ) {
        unlessFull(call, maps);
      }
    } catch (IllegalStateException e) {
      if (!CLOSED.equals(e.getMessage())) {
        other.set(e);
      }
    } catch (Throwable e) {
      other.set(e);
    }
  }
}
