package org.libbpfjava.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfIterator;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.LoadOptions;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.ProgramFlag;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.ProgramType;
import org.libbpfjava.ScopeOptions;
import org.libbpfjava.TestRun;
import org.libbpfjava.ValueMapper;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.Attachments;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.Freplace;
import org.libbpfjava.attach.Iter;
import org.libbpfjava.attach.KernelSyscall;
import org.libbpfjava.attach.Kprobe;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.attach.Lsm;
import org.libbpfjava.attach.Netfilter;
import org.libbpfjava.attach.Netkit;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Order;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.ProcessScope;
import org.libbpfjava.attach.RawTracepoint;
import org.libbpfjava.attach.Reuseport;
import org.libbpfjava.attach.SocketFilter;
import org.libbpfjava.attach.Sockmap;
import org.libbpfjava.attach.Tc;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.attach.Trace;
import org.libbpfjava.attach.Tracepoint;
import org.libbpfjava.attach.Uprobe;
import org.libbpfjava.attach.UprobeMulti;
import org.libbpfjava.attach.Usdt;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.attach.XdpMode;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfBuilder;
import org.libbpfjava.btf.BtfLinkage;
import org.libbpfjava.event.EventHandler;
import org.libbpfjava.event.EventView;
import org.libbpfjava.event.PerfBuffer;
import org.libbpfjava.event.PerfOptions;
import org.libbpfjava.event.RingBuffer;
import org.libbpfjava.event.UserRecord;
import org.libbpfjava.event.UserRingBuffer;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Disassembler;
import org.libbpfjava.insn.Disassembly;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.insn.Operand;
import org.libbpfjava.insn.Register;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.kernel.BtfInfo;
import org.libbpfjava.kernel.Delegation;
import org.libbpfjava.kernel.Kernel;
import org.libbpfjava.kernel.LoadedBtf;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.CpuValue;
import org.libbpfjava.map.InnerMap;
import org.libbpfjava.map.LpmPrefix;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.PerCpuMap;
import org.libbpfjava.map.PerCpuValues;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.DeadCodeComparison;
import org.libbpfjava.verifier.LogLevel;
import org.libbpfjava.verifier.Specialization;

/** Every public call refuses null by the parameter's name, before it does anything. */
@KernelTest
@RequiresFeature(Feature.USER_RING_BUFFER) // to have a sample
class NullKernelTest {
  private static final Symbolizer NO_NAMES = (slot, instruction) -> Optional.empty();

  @Test
  void nullIsRefusedByTheParametersName() throws Exception {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o");
        BpfObject object = BpfObjects.load("globals.bpf.o");
        OpenBpfObject openWithMaps = BpfObjects.open("maps.bpf.o");
        BpfObject withMaps = BpfObjects.load("maps.bpf.o");
        BpfLink link = object.program("count").attach();
        BpfObject withIterators = BpfObjects.load("iterators.bpf.o");
        BpfIterator iterator = withIterators.program("write_maps").iterate();
        BpfObject withEvents = BpfObjects.load("events.bpf.o");
        RingBuffer ring = RingBuffer.of(withEvents.map("others"), "event");
        BpfScope scope = BpfScope.open("null");
        BpfObject withUserRing = BpfObjects.load("user_ring.bpf.o");
        UserRingBuffer commands = UserRingBuffer.of(withUserRing.map("commands"));
        UserRecord record = commands.reserve(8).orElseThrow();
        BpfObject withKinds = BpfObjects.load("percpu.bpf.o");
        BpfObject withInner = BpfObjects.load("inner_maps.bpf.o");
        InnerMap inner = withInner.map("tables").innerMaps(Integer.class).create("inner");
        BpfObject withPrograms = BpfObjects.load("tail_calls.bpf.o");
        BpfObject withPerf = BpfObjects.load("perf.bpf.o");
        PerfBuffer perf = PerfBuffer.of(withPerf.map("events"))) {
      List<Object> samples = new ArrayList<>(values());
      samples.addAll(List.of(open, object, link, scope, iterator));
      samples.addAll(List.of(object.program("count"), open.program("count")));
      samples.addAll(List.of(object.section(".data"), open.section(".data")));
      samples.addAll(List.of(object.section(".rodata"), open.section(".rodata")));
      samples.addAll(List.of(object.variable("wide"), open.variable("wide")));
      samples.addAll(List.of(object.variable("comm"), open.variable("comm"))); // frozen, and not
      samples.addAll(List.of(withMaps.map("flows"), withMaps.map("queue")));
      samples.add(openWithMaps.map("flows"));
      samples.add(withMaps.map("flows").typed(Integer.class, Long.class));
      samples.add(withMaps.map("flows").lookupBatch());
      samples.addAll(List.of(ring, ring.field("pid"), RingBuffer.builder(), perf));
      samples.addAll(List.of(commands, record));
      samples.addAll(kindsOfMaps(withKinds, scope));
      samples.addAll(List.of(inner, withInner.map("tables").innerMaps(Integer.class)));
      samples.add(withPrograms.map("jumps").programs());
      BpfMap map = scope.createMap(MapOptions.array("numbers", 8, 1));
      BpfProgram program =
          scope.loadProgram(
              ProgramOptions.ofSection(
                  "socket", "nothing", new Assembler().mov(Register.R0, 0).exit().instructions()));
      samples.addAll(List.of(map, program));
      samples.addAll(attachOptions());
      samples.addAll(ofTheKernel());
      samples.addAll(attachOptions(map, program));
      samples.addAll(types(object.btf().orElseThrow()));
      samples.addAll(typeBuilders());
      samples.addAll(verified());

      NullCalls calls = new NullCalls(samples);
      assertEquals("", String.join("\n", calls.forgotten(PublicApi.ofTheLibrary().calls())));
      assertTrue(calls.count() > 300, "made only " + calls.count() + " calls");
      assertTrue(open.isOpen(), "nothing was consumed");
    }
  }

  /** Two of three calls are reported, or the test above would find nothing. */
  @Test
  void aCallThatForgetsIsFound() throws Exception {
    List<String> found = new NullCalls(List.of("text")).forgotten(PublicApi.callsOf(Planted.class));
    Collections.sort(found);
    assertEquals(2, found.size(), found.toString());
    assertTrue(
        found
            .get(0)
            .contains("stumbles(java.lang.String,int): null as 'text' gives java.lang.Null"),
        found.get(0));
    assertTrue(found.get(1).endsWith("forgets(java.lang.String): null as 'text' is taken"));
  }

  /** One call that refuses null, and two that do not. */
  public static final class Planted {
    private Planted() {}

    public static String forgets(String text) {
      return "" + text;
    }

    public static char stumbles(String text, int at) {
      return text.charAt(at);
    }

    public static String refuses(String text) {
      return Objects.requireNonNull(text, "text");
    }
  }

  private static List<Object> kindsOfMaps(BpfObject object, BpfScope scope) {
    CpuValue<String> value = new CpuValue<>(0, true, "text");
    LongBinaryOperator operator = (a, b) -> a;
    PerCpuMap<byte[], byte[]> perCpu = object.map("plain").typedPerCpu(byte[].class, byte[].class);
    PerCpuMap<Integer, Long> hits = object.map("hits").typedPerCpu(Integer.class, Long.class);
    BpfMap filter = scope.createMap(MapOptions.of(MapType.BLOOM_FILTER, "seen", 0, 4, 10));
    BpfMap trie =
        scope.createMap(
            MapOptions.of(MapType.LPM_TRIE, "trie", 8, 4, 10).withFlags(MapFlag.NO_PREALLOC));
    BpfMap queue = scope.createMap(MapOptions.of(MapType.QUEUE, "queue", 0, 4, 10));
    return List.of(
        queue,
        filter,
        trie,
        trie.lpm(byte[].class),
        LpmPrefix.parse("10.0.0.0/8"),
        InetAddress.getLoopbackAddress(),
        queue.queue(byte[].class),
        filter.bloomFilter(byte[].class),
        value,
        PerCpuValues.of(List.of(value)),
        operator,
        perCpu,
        hits,
        hits.field(""));
  }

  private static List<Object> ofTheKernel() {
    List<String> names = List.of("any");
    return List.of(
        Kernel.holders(),
        Kernel.diagnosis(),
        Kernel.capabilities().orElseThrow(),
        new Delegation(Path.of("/"), names, names, names, names),
        BtfInfo.Origin.KERNEL,
        loadedTypes(),
        Helper.KTIME_GET_NS,
        ProgramType.XDP,
        MapType.HASH,
        Set.of());
  }

  private static LoadedBtf loadedTypes() {
    BtfBuilder types = new BtfBuilder();
    types.integer("one", 4, BtfBuilder.Encoding.UNSIGNED);
    return LoadedBtf.load(types.build("one")); // the Cleaner closes it
  }

  private static List<Object> attachOptions() {
    return List.of(
        RawTracepoint.of("a"),
        Tracepoint.of("a", "b"),
        Trace.atItsTarget(),
        Xdp.to("lo"),
        NetworkDevice.named("lo"),
        Tcx.to("lo"),
        Netkit.to("lo"),
        Cgroup.at(Path.of("/")),
        Order.first(),
        Netns.current(),
        Netfilter.at(Netfilter.Family.IPV4, Netfilter.Hook.LOCAL_IN),
        Kprobe.of("a"),
        KprobeMulti.at(1),
        Uprobe.of("a", "b"),
        UprobeMulti.at("/a", 1),
        Usdt.of("a", "b", "c"),
        ProcessScope.thisProcess(),
        new long[] {1});
  }

  private static List<Object> attachOptions(BpfMap map, BpfProgram program) {
    Attachments.Program attached = new Attachments.Program(1, "", 0);
    return List.of(
        Freplace.of(program, "a"),
        Iter.ofMap(map),
        Iter.Walk.SELF,
        KernelSyscall.of("a"),
        Lsm.atItsHook(),
        PerfEvent.every(1, PerfEvent.Software.CPU_CLOCK),
        new PerfEvent.Cache(
            PerfEvent.Cache.Unit.NODE, PerfEvent.Cache.Operation.READ, PerfEvent.Cache.Result.MISS),
        PerfEvent.Cache.Unit.NODE,
        PerfEvent.Cache.Operation.READ,
        PerfEvent.Cache.Result.MISS,
        PerfEvent.Breakpoint.Access.WRITE,
        Reuseport.onDescriptor(0),
        SocketFilter.onDescriptor(0),
        Sockmap.on(map),
        Tc.ingress("lo"),
        XdpMode.NATIVE,
        Xdp.to("lo").withNetlink(),
        attached,
        Attachments.of(NetworkDevice.named("lo")));
  }

  private static List<Object> values() {
    byte[] bytes = BpfObjects.bytes("globals.bpf.o");
    Consumer<Object> consumer = ignored -> {};
    Function<Object, Object> function = value -> value;
    IntFunction<Object> intFunction = number -> number;
    IntConsumer intConsumer = number -> {};
    EventHandler handler = event -> Objects.requireNonNull(event, "event");
    Executor executor = task -> {};
    return List.of(
        "text",
        bytes,
        String.class,
        Path.of("none.bpf.o"),
        ByteBuffer.allocateDirect(64),
        InputStream.nullInputStream(),
        BigInteger.ONE,
        List.of(),
        Optional.empty(),
        OptionalInt.empty(),
        consumer,
        function,
        intFunction,
        intConsumer,
        handler,
        Duration.ZERO,
        EventView.of(new byte[64]),
        executor,
        PerfOptions.defaults(),
        BpfSource.of(bytes),
        OpenOptions.defaults(),
        ScopeOptions.defaults(),
        LoadOptions.defaults(),
        ValueMapper.of(String.class, Object.class, String::valueOf, text -> text),
        TestRun.once(),
        MapOptions.array("none", 8, 1),
        ProgramOptions.ofSection("socket", "none", List.of()),
        new MapFlag[0],
        new ProgramFlag[0],
        LogLevel.NONE,
        AttachType.XDP,
        new LinkInfo.Place(0, 0, 0),
        ProgramType.XDP,
        KernelVersion.of(5, 5),
        new Exit(),
        new Operand.Immediate(1),
        new Assembler(),
        NO_NAMES,
        Disassembler.llvmStyle(),
        new Disassembly(List.of(), NO_NAMES));
  }

  private static List<Object> types(Btf btf) {
    List<Object> samples = new ArrayList<>(List.of(btf));
    samples.addAll(btf.types());
    try (OpenBpfObject open = BpfObjects.open("types.bpf.o")) {
      samples.addAll(open.btf().orElseThrow().types()); // declaration tags among them
    }
    return samples;
  }

  private static List<Object> typeBuilders() {
    BtfBuilder types = new BtfBuilder();
    return List.of(
        types,
        types.struct("one", 0),
        types.signedEnum("two", 4),
        types.prototype(0),
        types.section(".data", 0),
        BtfLinkage.GLOBAL,
        BtfBuilder.Encoding.SIGNED);
  }

  private static List<Object> verified() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      Specialization specialization = open.specialize();
      DeadCode code = specialization.program("count");
      return List.of(
          specialization,
          code,
          DeadCodeComparison.of(code, code),
          new DeadCode.SourceLine(
              "a.bpf.c", 1, "text", DeadCode.Fate.KEPT, 1, 1, OptionalInt.empty()));
    }
  }
}
