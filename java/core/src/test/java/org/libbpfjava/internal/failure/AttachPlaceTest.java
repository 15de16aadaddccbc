package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a program goes whose section does not say. */
class AttachPlaceTest {

  @ParameterizedTest
  @CsvSource({
    "xdp, network interface",
    "xdp.frags/devmap, network interface",
    "?tc, attach(Tc.ingress(",
    "tcx/ingress, network interface",
    "netkit/peer, network interface",
    "cgroup/connect4, a cgroup",
    "cgroup_skb/egress, a cgroup",
    "sockops, a cgroup",
    "perf_event, attach(PerfEvent.perSecond(99",
    "sk_skb/stream_parser, attach(Sockmap.on(map))",
    "sk_lookup, network namespace",
    "socket, attach(SocketFilter.on(channel))",
    "syscall, testRun()",
    "uprobe, SEC(\"uprobe//usr/lib",
    "usdt, SEC(\"usdt//usr/lib",
    "tracepoint, SEC(\"tracepoint/",
    "kprobe, SEC(\"kprobe/FUNCTION\")",
    "struct_ops/x, struct_ops map"
  })
  void isNamedByTheTypeOfTheProgram(String section, String place) {
    String sentence = AttachPlace.missing(section);
    assertTrue(sentence.startsWith("its section '" + section + "' does not say where: "), sentence);
    assertTrue(sentence.contains(place), sentence);
    assertFalse(sentence.endsWith("."), sentence);
  }

  @Test
  void aSectionOfAMadeUpNameIsSaidToBeOne() {
    assertTrue(
        AttachPlace.missing("My/own").endsWith("libbpf attaches no program of its type by itself"));
  }
}
