package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.Freplace;
import org.libbpfjava.attach.Iter;
import org.libbpfjava.attach.KernelSyscall;
import org.libbpfjava.attach.Kprobe;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.Lsm;
import org.libbpfjava.attach.Netfilter;
import org.libbpfjava.attach.Netfilter.Family;
import org.libbpfjava.attach.Netfilter.Hook;
import org.libbpfjava.attach.Netkit;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Order;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.PerfEvent.Breakpoint;
import org.libbpfjava.attach.PerfEvent.Breakpoint.Access;
import org.libbpfjava.attach.PerfEvent.Cache;
import org.libbpfjava.attach.PerfEvent.Cache.Operation;
import org.libbpfjava.attach.PerfEvent.Cache.Result;
import org.libbpfjava.attach.PerfEvent.Cache.Unit;
import org.libbpfjava.attach.PerfEvent.Hardware;
import org.libbpfjava.attach.PerfEvent.Software;
import org.libbpfjava.attach.ProbeMode;
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
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.ProgramReference;

/** Each component of each kind of options reaches the native call. */
class AttachConversionTest {
  private static final NetworkDevice ONE = NetworkDevice.ofIndex(1);
  private static final NetworkDevice TWO = NetworkDevice.ofIndex(2);
  private static final Netfilter HOOK = Netfilter.at(Family.IPV4, Hook.LOCAL_IN);
  private static final Kprobe ENTRY = Kprobe.of("a");
  private static final Uprobe PROBE = Uprobe.of("b", "f");
  private static final Xdp NETLINK = Xdp.to(ONE).withNetlink();
  private static final PerfEvent CLOCK = PerfEvent.every(1, Software.CPU_CLOCK).onCpu(1);

  /** Their one field is a socket, which is looked up: SocketPlacesKernelTest tells them apart. */
  private static final Set<Class<?>> AT_SOCKETS = Set.of(Reuseport.class, SocketFilter.class);

  private static final List<String> NAMES = List.of("f", "g");

  /** The first of each line is the base; the others are different from it and from each other. */
  static List<List<AttachOptions>> variants() {
    return List.of(
        List.of(RawTracepoint.of("a"), RawTracepoint.of("b"), RawTracepoint.of("a").withCookie(1)),
        List.of(
            Tracepoint.of("c", "a"),
            Tracepoint.of("d", "a"),
            Tracepoint.of("c", "b"),
            Tracepoint.of("c", "a").withCookie(1)),
        List.of(Trace.atItsTarget(), Trace.atItsTarget().withCookie(1)),
        List.of(
            Xdp.to(ONE),
            Xdp.to(TWO),
            Xdp.to(ONE).withMode(XdpMode.GENERIC),
            Xdp.to(ONE).withMode(XdpMode.NATIVE),
            Xdp.to(ONE).withMode(XdpMode.OFFLOADED)),
        ordered(Tcx.to(ONE), orders().stream().map(Tcx.to(ONE)::withOrder).toList(), Tcx.to(TWO)),
        ordered(
            Netkit.to(ONE),
            orders().stream().map(Netkit.to(ONE)::withOrder).toList(),
            Netkit.to(TWO)),
        ordered(
            cgroup("a"),
            orders().stream().map(cgroup("a")::withOrder).toList(),
            cgroup("b"),
            cgroup("a").withPreorder()),
        List.of(Netns.current(), Netns.at(Path.of("a"))),
        List.of(
            HOOK,
            Netfilter.at(Family.IPV6, Hook.LOCAL_IN),
            Netfilter.at(Family.IPV4, Hook.PRE_ROUTING),
            Netfilter.at(Family.IPV4, Hook.FORWARD),
            Netfilter.at(Family.IPV4, Hook.LOCAL_OUT),
            Netfilter.at(Family.IPV4, Hook.POST_ROUTING),
            HOOK.withPriority(-1),
            HOOK.withDefragmentation()),
        List.of(
            ENTRY,
            Kprobe.of("b"),
            ENTRY.withOffset(4),
            Kprobe.ofReturn("a"),
            ENTRY.withCookie(1),
            ENTRY.withMode(ProbeMode.LEGACY),
            ENTRY.withMode(ProbeMode.PERF),
            ENTRY.withMode(ProbeMode.LINK)),
        List.of(
            KprobeMulti.of(NAMES),
            KprobeMulti.of(List.of("g", "f")),
            KprobeMulti.matching("f*"),
            KprobeMulti.at(1, 2),
            KprobeMulti.of(NAMES).withCookies(1, 2),
            KprobeMulti.of(NAMES).onReturn()),
        List.of(KprobeMulti.matching("f*"), KprobeMulti.matchingOne("f*")),
        List.of(
            PROBE,
            Uprobe.of("c", "f"),
            Uprobe.of("b", "g"),
            PROBE.withOffset(4),
            Uprobe.ofReturn("b", "f"),
            PROBE.withScope(ProcessScope.thisProcess()),
            PROBE.withScope(ProcessScope.process(5)),
            PROBE.withReferenceCounter(8),
            PROBE.withCookie(1),
            PROBE.withMode(ProbeMode.LEGACY)),
        List.of(
            UprobeMulti.of("/b", NAMES),
            UprobeMulti.of("/c", NAMES),
            UprobeMulti.matching("/b", "f*"),
            UprobeMulti.at("/b", 1, 2),
            UprobeMulti.of("/b", NAMES).withCookies(1, 2),
            UprobeMulti.of("/b", NAMES).onReturn(),
            UprobeMulti.of("/b", NAMES).withScope(ProcessScope.process(5))),
        List.of(
            Usdt.of("b", "p", "n"),
            Usdt.of("c", "p", "n"),
            Usdt.of("b", "q", "n"),
            Usdt.of("b", "p", "o"),
            Usdt.of("b", "p", "n").withScope(ProcessScope.thisProcess()),
            Usdt.of("b", "p", "n").withCookie(1)),
        List.of(
            NETLINK,
            NETLINK.replacing(program(7)),
            NETLINK.replacing(program(8)),
            Xdp.to(ONE),
            NETLINK.withMode(XdpMode.GENERIC)),
        List.of(
            Freplace.of(program(7), "f"),
            Freplace.of(program(8), "f"),
            Freplace.of(program(7), "g")),
        List.of(
            KernelSyscall.of("a"),
            KernelSyscall.of("b"),
            KernelSyscall.ofReturn("a"),
            KernelSyscall.of("a").withCookie(1)),
        List.of(Lsm.atItsHook(), Lsm.atItsHook().withCookie(1)),
        List.of(Sockmap.on(map(7)), Sockmap.on(map(8))),
        List.of(
            Iter.ofThread(5), Iter.ofThread(6), Iter.ofProcess(5), Iter.ofPidFd(5), Iter.overAll()),
        List.of(Iter.ofMap(map(7)), Iter.ofMap(map(8))),
        List.of(
            Iter.ofCgroup(Path.of("a"), Iter.Walk.SELF),
            Iter.ofCgroup(Path.of("b"), Iter.Walk.SELF),
            Iter.ofCgroup(Path.of("a"), Iter.Walk.DESCENDANTS_PRE),
            Iter.ofCgroup(Path.of("a"), Iter.Walk.DESCENDANTS_POST),
            Iter.ofCgroup(Path.of("a"), Iter.Walk.ANCESTORS)),
        List.of(
            Tc.ingress(ONE).withPriority(1).withHandle(1),
            Tc.ingress(TWO).withPriority(1).withHandle(1),
            Tc.egress(ONE).withPriority(1).withHandle(1),
            Tc.ingress(ONE).withPriority(2).withHandle(1),
            Tc.ingress(ONE).withPriority(1).withHandle(2),
            Tc.ingress(ONE).withPriority(1).withHandle(1).replacing()),
        List.of(
            CLOCK,
            CLOCK.onCpu(2),
            CLOCK.ofThread(1),
            CLOCK.withCookie(1),
            PerfEvent.every(2, Software.CPU_CLOCK).onCpu(1),
            PerfEvent.perSecond(1, Software.CPU_CLOCK).onCpu(1),
            PerfEvent.every(1, Software.PAGE_FAULTS).onCpu(1),
            PerfEvent.every(1, Hardware.INSTRUCTIONS).onCpu(1),
            PerfEvent.every(1, cache(Unit.L1_DATA, Operation.READ, Result.MISS)).onCpu(1),
            PerfEvent.every(1, cache(Unit.LAST_LEVEL, Operation.READ, Result.MISS)).onCpu(1),
            PerfEvent.every(1, cache(Unit.L1_DATA, Operation.WRITE, Result.MISS)).onCpu(1),
            PerfEvent.every(1, cache(Unit.L1_DATA, Operation.READ, Result.ACCESS)).onCpu(1),
            PerfEvent.every(1, new Breakpoint(8, Access.WRITE, 4)).onCpu(1),
            PerfEvent.every(1, new Breakpoint(16, Access.WRITE, 4)).onCpu(1),
            PerfEvent.every(1, new Breakpoint(8, Access.READ_WRITE, 4)).onCpu(1),
            PerfEvent.every(1, new Breakpoint(8, Access.WRITE, 8)).onCpu(1)));
  }

  private static Cache cache(Unit unit, Operation operation, Result result) {
    return new Cache(unit, operation, result);
  }

  private static Cgroup cgroup(String path) {
    return Cgroup.at(Path.of(path));
  }

  private static List<Order> orders() {
    return List.of(
        Order.first(),
        Order.last(),
        Order.before(link(7)),
        Order.after(link(7)),
        Order.before(program(7)),
        Order.after(program(7)),
        Order.before(link(8)),
        Order.beforeLink(7),
        Order.afterLink(7),
        Order.beforeProgram(7),
        Order.afterProgram(7),
        Order.first().expecting(3),
        Order.first().expecting(4));
  }

  private static List<AttachOptions> ordered(
      AttachOptions base, List<? extends AttachOptions> orders, AttachOptions... more) {
    List<AttachOptions> all = new ArrayList<>(List.of(base));
    all.addAll(orders);
    all.addAll(List.of(more));
    return all;
  }

  @ParameterizedTest
  @MethodSource("variants")
  void whatDiffersInAnyPlaceDiffersInTheCall(List<AttachOptions> line) {
    Map<AttachCall, AttachOptions> seen = new LinkedHashMap<>();
    for (AttachOptions options : line) {
      AttachOptions same = seen.put(call(options), options);
      assertEquals(null, same, () -> options + " calls C as " + same + " does");
    }
  }

  /** A field that no line changes alone would not be looked at above. */
  @Test
  void eachFieldIsChangedAlone() throws IllegalAccessException {
    Map<Class<?>, Set<String>> changed = new LinkedHashMap<>();
    for (List<AttachOptions> line : variants()) {
      for (AttachOptions other : line) {
        List<String> differing = differing(line.get(0), other);
        if (differing.size() == 1) {
          changed.computeIfAbsent(other.getClass(), c -> new TreeSet<>()).addAll(differing);
        }
      }
    }
    for (Class<?> kind : AttachOptions.class.getPermittedSubclasses()) {
      if (AT_SOCKETS.contains(kind)) {
        continue;
      }
      Set<String> fields = new TreeSet<>();
      fields(kind).forEach(field -> fields.add(field.getName()));
      assertEquals(fields, changed.get(kind), kind.getSimpleName());
    }
  }

  @Test
  void theFieldsOfAnOrderAreChangedAlone() throws IllegalAccessException {
    Set<String> changed = new TreeSet<>();
    for (Order order : orders()) {
      List<String> differing = differing(Order.first(), order);
      if (differing.size() == 1) {
        changed.addAll(differing);
      }
    }
    assertEquals(new TreeSet<>(fields(Order.class).map(Field::getName).toList()), changed);
  }

  private static Stream<Field> fields(Class<?> kind) {
    return Arrays.stream(kind.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()));
  }

  private static List<String> differing(Object a, Object b) throws IllegalAccessException {
    List<String> names = new ArrayList<>();
    for (Field field : fields(a.getClass()).toList()) {
      field.setAccessible(true);
      if (!Objects.equals(String.valueOf(field.get(a)), String.valueOf(field.get(b)))) {
        names.add(field.getName());
      }
    }
    return names;
  }

  private static AttachCall call(AttachOptions options) {
    return AttachConversion.with(options, "try", call -> call);
  }

  @Test
  void whatStandsInTheCallIsWhatLibbpfTakes() {
    assertEquals(
        new AttachCall.OfUprobe(-1, "b", "f", 4, true, 8, 9, 3),
        call(
            Uprobe.ofReturn("b", "f")
                .withOffset(4)
                .withReferenceCounter(8)
                .withCookie(9)
                .withMode(ProbeMode.LINK)));
    assertEquals(
        new AttachCall.OfTcx(1, new AttachCall.Position(2, true, 7, 0, 3)),
        call(Tcx.to(ONE).withOrder(Order.after(link(7)).expecting(3))));
    assertEquals(
        new AttachCall.OfTcx(1, new AttachCall.Position(1, false, 0, 9, 0)),
        call(Tcx.to(ONE).withOrder(Order.beforeProgram(9))));
    assertEquals(new AttachCall.OfXdp(1, 2), call(Xdp.to(ONE).withMode(XdpMode.GENERIC)));
    assertEquals(
        new AttachCall.OfNetfilter(10, 4, 5, true),
        call(Netfilter.at(Family.IPV6, Hook.POST_ROUTING).withPriority(5).withDefragmentation()));
    assertEquals(
        new AttachCall.OfPerfEvent(new PerfNumbers(3, 0x10102, 0, 0, 0), 9, true, -1, 1, 4),
        call(
            PerfEvent.perSecond(9, cache(Unit.LAST_LEVEL, Operation.WRITE, Result.MISS))
                .onCpu(1)
                .withCookie(4)));
    assertEquals(
        new AttachCall.OfPerfEvent(new PerfNumbers(5, 0, 16, 8, 4), 1, false, 6, -1, 0),
        call(PerfEvent.every(1, new Breakpoint(16, Access.EXECUTE, 8)).ofThread(6)));
    assertEquals(
        new AttachCall.OfTc(1, true, 3, 2, true),
        call(Tc.egress(ONE).withPriority(2).withHandle(3).replacing()));
    assertEquals(
        new AttachCall.OfNetlinkXdp(1, 2, 7),
        call(NETLINK.withMode(XdpMode.GENERIC).replacing(program(7))));
    assertNotEquals(call(Tcx.to(ONE)), call(Tcx.to(ONE).withOrder(Order.last())));
    assertTrue(call(Xdp.to("lo")) instanceof AttachCall.OfXdp xdp && xdp.device() > 0);
  }

  private static BpfLink link(int fd) {
    return (BpfLink) lending(BpfLink.class, fd);
  }

  private static ProgramReference program(int fd) {
    return (ProgramReference) lending(ProgramReference.class, fd);
  }

  private static BpfMap map(int fd) {
    return (BpfMap) lending(BpfMap.class, fd);
  }

  /** Lends that descriptor, and does nothing else. */
  private static Object lending(Class<?> type, int fd) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            method.getName().equals("withFd")
                ? ((IntFunction<?>) arguments[0]).apply(fd)
                : method.getName() + fd);
  }
}
