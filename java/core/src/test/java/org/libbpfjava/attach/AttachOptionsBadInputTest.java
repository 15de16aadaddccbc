package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libbpfjava.attach.Netfilter.Family;
import org.libbpfjava.attach.Netfilter.Hook;
import org.libbpfjava.attach.PerfEvent.Breakpoint;
import org.libbpfjava.attach.PerfEvent.Breakpoint.Access;
import org.libbpfjava.attach.PerfEvent.Software;

/**
 * Values that no place can have are refused when the options are made: a row for each, with the
 * whole text. NullKernelTest has null.
 */
class AttachOptionsBadInputTest {
  private static final String NUL = "a\0b";
  private static final PerfEvent CLOCK = PerfEvent.every(1, Software.CPU_CLOCK);

  private static Arguments row(String message, Runnable call) {
    return Arguments.of(message, call);
  }

  static List<Arguments> names() {
    return List.of(
        row("function is empty", () -> Kprobe.of("")),
        row("function contains a NUL character", () -> Kprobe.ofReturn(NUL)),
        row("pattern is empty", () -> KprobeMulti.matching("")),
        row("functions is empty", () -> KprobeMulti.of(List.of())),
        row("functions: a name is empty", () -> KprobeMulti.of(List.of("a", ""))),
        row("addresses is empty", () -> KprobeMulti.at()),
        row("name is empty", () -> KernelSyscall.of("")),
        row("name contains a NUL character", () -> KernelSyscall.ofReturn(NUL)),
        row("binary is empty", () -> Uprobe.of("", "a")),
        row("function is empty", () -> Uprobe.of("a", "")),
        row("binary contains a NUL character", () -> Uprobe.at(NUL, 1)),
        row("pattern is empty", () -> UprobeMulti.matching("a", "")),
        row("functions is empty", () -> UprobeMulti.of("/a", List.of())),
        row("offsets is empty", () -> UprobeMulti.at("/a")),
        row("binary is empty", () -> Usdt.of("", "a", "b")),
        row("provider is empty", () -> Usdt.of("a", "", "b")),
        row("name contains a NUL character", () -> Usdt.of("a", "b", NUL)),
        row("category is empty", () -> Tracepoint.of("", "a")),
        row("name is empty", () -> Tracepoint.of("a", "")),
        row("name is empty", () -> RawTracepoint.of("")),
        row("name is empty", () -> Xdp.to("")),
        row("name contains a NUL character", () -> Tc.ingress(NUL)),
        row(
            "a network interface cannot be called 'sixteen-letters0': names have 15 characters at"
                + " most",
            () -> Tcx.to("sixteen-letters0")),
        row("name is empty", () -> Netkit.to("")));
  }

  static List<Arguments> numbers() {
    return List.of(
        row("address is 0, at which there is no function", () -> Kprobe.at(0)),
        row("bytes is negative: -1", () -> Kprobe.of("a").withOffset(-1)),
        row(
            "Kprobe at 0x10 cannot have an offset: the entry of a function can",
            () -> Kprobe.at(16).withOffset(1)),
        row(
            "Kprobe of the return of 'a' cannot have an offset: the entry of a function can",
            () -> Kprobe.ofReturn("a").withOffset(1)),
        row("1 cookies do not go with 2 functions", () -> KprobeMulti.at(1, 2).withCookies(3)),
        row(
            "'a*' cannot have cookies: name the functions, so that each cookie has one",
            () -> KprobeMulti.matching("a*").withCookies(3)),
        row("offset is negative: -1", () -> Uprobe.at("a", -1)),
        row("bytes is negative: -1", () -> Uprobe.of("a", "b").withOffset(-1)),
        row(
            "Uprobe at 0x1 in 'a' of all processes has an offset already",
            () -> Uprobe.at("a", 1).withOffset(1)),
        row("no counter can be at offset 0", () -> Uprobe.at("a", 1).withReferenceCounter(0)),
        row("offsets: an offset is negative: -1", () -> UprobeMulti.at("/a", 1, -1)),
        row("0 cookies do not go with 1 functions", () -> UprobeMulti.at("/a", 1).withCookies()),
        row(
            "'a' is no path, which functions by names or offsets need: write ./a for a file of this"
                + " folder",
            () -> UprobeMulti.at("a", 1)),
        row("no process can have the number 0", () -> ProcessScope.process(0)),
        row("no process can have the number 2147483648", () -> ProcessScope.process(1L << 31)),
        row("a network interface cannot have the number 0", () -> NetworkDevice.ofIndex(0)),
        row("no filter of tc can have the priority 0", () -> Tc.ingress("a").withPriority(0)),
        row(
            "no filter of tc can have the priority 65536",
            () -> Tc.ingress("a").withPriority(65_536)),
        row("no filter of tc can have the handle 0", () -> Tc.egress("a").withHandle(0)),
        row(
            "Tc egress of interface 'a', handle 1 can replace no filter: withPriority() and withHandle() say which",
            () -> Tc.egress("a").withHandle(1).replacing()),
        row("id is 0, which the kernel gives to nothing", () -> Order.beforeLink(0)),
        row("id is 0, which the kernel gives to nothing", () -> Order.afterProgram(0)),
        row("revision is 0: the kernel counts from 1", () -> Order.last().expecting(0)),
        row(
            "the priority -2147483648 is the kernel's own: take one in between",
            () -> Netfilter.at(Family.IPV6, Hook.FORWARD).withPriority(Integer.MIN_VALUE)),
        row(
            "the priority 2147483647 is the kernel's own: take one in between",
            () -> Netfilter.at(Family.IPV4, Hook.LOCAL_IN).withPriority(Integer.MAX_VALUE)),
        row("no program can run every 0 events", () -> PerfEvent.every(0, Software.CPU_CLOCK)),
        row(
            "no program can run -1 times a second",
            () -> PerfEvent.perSecond(-1, Software.CPU_CLOCK)),
        row("cpu is negative: -1", () -> CLOCK.onCpu(-1)),
        row("no thread can have the number 0", () -> CLOCK.ofThread(0)),
        row("no process can have the number 2147483648", () -> CLOCK.ofProcess(1L << 31)),
        row(
            "a breakpoint for WRITE cannot have the length 3",
            () -> new Breakpoint(0, Access.WRITE, 3)),
        row(
            "a breakpoint for EXECUTE cannot have the length 4",
            () -> new Breakpoint(0, Access.EXECUTE, 4)),
        row("no thread can have the number -1", () -> Iter.ofThread(-1)),
        row("no process can have the number 0", () -> Iter.ofProcess(0)),
        row("no pidfd can have the descriptor -1", () -> Iter.ofPidFd(-1)),
        row("no socket can have the descriptor -1", () -> SocketFilter.onDescriptor(-1)),
        row("no socket can have the descriptor -2", () -> Reuseport.onDescriptor(-2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"names", "numbers"})
  void itIsRefused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(IllegalArgumentException.class, e.getClass());
    assertEquals(message, e.getMessage());
  }
}
