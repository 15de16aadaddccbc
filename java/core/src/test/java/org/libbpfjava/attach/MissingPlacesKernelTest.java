package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Places that are not there, one for each kind of options: nothing is attached, nothing leaks. */
@KernelTest
@Timeout(60)
class MissingPlacesKernelTest {
  private static final int NO_PROCESS = Integer.MAX_VALUE;
  private static final Path NOWHERE = Path.of("/no/such");

  /** What a row asks for, besides bpf(2). */
  private static final Optional<Feature> NOTHING = Optional.empty();

  private static final Optional<Feature> UPROBES = Optional.of(Feature.UPROBE_MULTI);

  /**
   * A row.
   *
   * @param object the file of the program
   * @param needs skips where the kernel has no such programs
   * @param place the options, of the loaded object
   * @param errno what the exception says, 0 for an IllegalStateException
   * @param said a part of the message
   */
  private static Arguments row(
      String object,
      String program,
      Optional<Feature> needs,
      Function<BpfObject, AttachOptions> place,
      int errno,
      String said) {
    return Arguments.of(object, program, needs, place, errno, said);
  }

  private static Arguments options(
      String program, Optional<Feature> needs, AttachOptions place, int errno, String said) {
    return row("attach_options.bpf.o", program, needs, object -> place, errno, said);
  }

  private static Arguments place(String program, AttachOptions place, int errno, String said) {
    return row("places.bpf.o", program, NOTHING, object -> place, errno, said);
  }

  static List<Arguments> devices() {
    String none = "there is no network interface 'lbjnone'; near names: ";
    NetworkDevice number = NetworkDevice.ofIndex(123_456_789);
    Optional<Feature> tcx = Optional.of(Feature.TCX);
    Optional<Feature> netkit = Optional.of(Feature.NETKIT);
    return List.of(
        options("on_xdp", NOTHING, Xdp.to("lbjnone"), Errno.ENODEV, none),
        options("on_xdp", NOTHING, Xdp.to(number), Errno.EINVAL, "There is no interface 123456789"),
        options("on_xdp", NOTHING, Xdp.to("lbjnone").withNetlink(), Errno.ENODEV, none),
        place("on_tc_1", Tc.ingress("lbjnone"), Errno.ENODEV, none),
        options("on_tcx_1", tcx, Tcx.to("lbjnone"), Errno.ENODEV, none),
        options("on_tcx_1", tcx, Tcx.to(number), Errno.ENODEV, "There is no interface 123456789"),
        options("on_netkit", netkit, Netkit.to("lbjnone"), Errno.ENODEV, none),
        options(
            "on_netkit",
            netkit,
            Netkit.to(number),
            Errno.ENODEV,
            "There is no interface 123456789"),
        options(
            "on_netkit", netkit, Netkit.to("lo"), 6, "The interface 'lo' is of no netkit pair"));
  }

  static List<Arguments> files() {
    return List.of(
        options(
            "on_cgroup_1",
            NOTHING,
            Cgroup.at(NOWHERE),
            Errno.ENOENT,
            "There is no folder '/no/such'"),
        place("on_flow", Netns.at(NOWHERE), Errno.ENOENT, "There is no file '/no/such'"),
        place(
            "on_flow",
            Netns.at(Path.of("/proc/self/ns/uts")),
            Errno.EINVAL,
            "is no network namespace"),
        place(
            "on_cgroup",
            Iter.ofCgroup(NOWHERE, Iter.Walk.SELF),
            Errno.ENOENT,
            "There is no folder '/no/such'"),
        place("on_uprobe", Uprobe.of("/no/such", "read"), Errno.ENOENT, "failed to open /no/such"),
        place(
            "on_uprobe",
            Uprobe.of("/proc/version", "read"),
            4001,
            "failed to get ehdr from /proc/version"),
        place(
            "on_uprobe",
            Uprobe.of("libc.so.6", "no_such_f"),
            Errno.ENOENT,
            "Near names of functions in the file: "),
        options(
            "on_usdt",
            NOTHING,
            Usdt.of("/no/such", "a", "b"),
            Errno.ENOENT,
            "failed to open /no/such"),
        options(
            "on_uprobe_multi",
            UPROBES,
            UprobeMulti.of("/no/such", List.of("read")),
            Errno.ENOENT,
            "failed to open /no/such"),
        options(
            "on_uprobe_multi",
            UPROBES,
            UprobeMulti.matching("libc.so.6", "no_such_f*"),
            Errno.ENOENT,
            "ENOENT (-2): The file has no function that matches 'no_such_f*'"));
  }

  static List<Arguments> processes() {
    ProcessScope none = ProcessScope.process(NO_PROCESS);
    PerfEvent clock = PerfEvent.every(1000, PerfEvent.Software.CPU_CLOCK);
    return List.of(
        place(
            "on_uprobe",
            Uprobe.of("libc.so.6", "read").withScope(none),
            Errno.ESRCH,
            "There is no process 2147483647"),
        options(
            "on_uprobe_multi",
            UPROBES,
            UprobeMulti.matching("libc.so.6", "read").withScope(none),
            Errno.ESRCH,
            "There is no process 2147483647"),
        place("on_perf_event", clock.ofThread(NO_PROCESS), Errno.ESRCH, "There is no such process"),
        place(
            "on_perf_event", clock.ofProcess(NO_PROCESS), Errno.ESRCH, "There is no such process"));
  }

  static List<Arguments> others() {
    return List.of(
        options(
            "on_raw_tracepoint",
            NOTHING,
            RawTracepoint.of("no_such"),
            Errno.ENOENT,
            "to raw tracepoint 'no_such'"),
        options(
            "on_tracepoint",
            Optional.of(Feature.COOKIE),
            Tracepoint.of("sched", "no_such"),
            Errno.ENOENT,
            "tracepoint"),
        place(
            "on_socket",
            SocketFilter.onDescriptor(987_654),
            Errno.EBADF,
            "EBADF (-9): no descriptor of that number is open"),
        place(
            "on_reuseport",
            Reuseport.onDescriptor(987_654),
            Errno.EBADF,
            "EBADF (-9): no descriptor of that number is open"),
        row(
            "places.bpf.o",
            "on_message",
            NOTHING,
            object -> {
              BpfObject closed = Places.load(0, "on_message");
              closed.close();
              return Sockmap.on(closed.map("sockets"));
            },
            0,
            "object 'places.bpf.o' is closed"),
        row(
            "places.bpf.o",
            "on_socket",
            NOTHING,
            object -> {
              try {
                DatagramChannel closed = DatagramChannel.open();
                closed.close();
                return SocketFilter.on(closed);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            0,
            ": the channel is closed"));
  }

  @ParameterizedTest(name = "{1}, {5}")
  @MethodSource({"devices", "files", "processes", "others"})
  void itIsRefused(
      String object,
      String program,
      Optional<Feature> needs,
      Function<BpfObject, AttachOptions> place,
      int errno,
      String text)
      throws Exception {
    needs.ifPresent(KernelTier::needs);
    if (program.equals("on_cgroup")) {
      KernelTier.needs("iterators over control groups are", KernelVersion.of(6, 1));
    }
    try (BpfObject loaded = load(object, program)) {
      AttachOptions options = place.apply(loaded);
      OpenFiles before = Places.openFiles();
      RuntimeException e =
          assertThrows(
              RuntimeException.class, () -> loaded.program(program).attach(options).close());
      before.assertNoMore();
      if (errno == 0) {
        assertEquals(IllegalStateException.class, e.getClass(), e::toString);
      } else {
        assertEquals(errno, ((BpfException) e).errno(), e::toString);
        String kind = options.getClass().getSimpleName();
        assertTrue(
            Places.said(e).startsWith("attach program '" + program + "' by " + kind + " "),
            e::toString);
      }
      assertTrue(Places.said(e).contains(text), e::toString);
    }
  }

  private static BpfObject load(String object, String program) {
    try (OpenBpfObject open = BpfObjects.open(object)) {
      open.programs().forEach(one -> one.setAutoload(one.name().equals(program)));
      return open.load();
    }
  }
}
