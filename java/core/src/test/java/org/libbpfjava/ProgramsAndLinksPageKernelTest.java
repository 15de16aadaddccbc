package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.attach.Attachments;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.SocketFilter;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;

/** The code of docs/programs-and-links.md, in the order of the page. */
@KernelTest
@RequiresFeature(Feature.COOKIE)
class ProgramsAndLinksPageKernelTest {
  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private BpfFs fs;
  private BpfObject object;

  @BeforeEach
  void load() throws Exception {
    fs = BpfFs.mount();
    object = BpfObjects.load("swapped.bpf.o", "iter_first", "iter_second", "raw_first");
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws Exception {
    System.setOut(standard);
    object.close();
    fs.close();
  }

  private void assertPrinted(String expected) {
    assertEquals(expected, printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void place() throws Exception {
    try (DatagramChannel channel = DatagramChannel.open();
        BpfObject places = BpfObjects.load("places.bpf.o", "on_socket", "on_perf_event")) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      // [place]
      try (BpfLink filter = places.program("on_socket").attach(SocketFilter.on(channel));
          BpfLink profiler =
              places
                  .program("on_perf_event")
                  .attach(PerfEvent.perSecond(99, PerfEvent.Software.CPU_CLOCK))) {
        System.out.println(filter); // link of program on_socket
        System.out.println(profiler); // link of program on_perf_event (2 perf events, in 0.3 ms)
      }
      // [/place]
    }
    assertTrue(
        printed
            .toString(StandardCharsets.UTF_8)
            .matches("link of program on_socket\nlink of program on_perf_event \\(.*\\)\n"),
        printed::toString);
  }

  @Test
  void attachments() throws Exception {
    Path group = Files.createTempDirectory(cgroups(), "lbj-page");
    try (BpfObject egress = BpfObjects.load("swapped.bpf.o", "egress_first");
        BpfLink link = egress.program("egress_first").attach(Cgroup.at(group))) {
      // [attachments]
      for (Attachments.Hook hook : Attachments.of(group).hooks()) {
        for (Attachments.Program program : hook.programs()) {
          System.out.println(hook.type() + ": " + program.name()); // its id and its link's too
        }
      }
      // [/attachments]
      assertTrue(link.isOpen());
    } finally {
      Files.delete(group);
    }
    assertPrinted("cgroup_inet_egress: egress_first\n");
  }

  private static Path cgroups() throws IOException {
    return Files.readAllLines(Path.of("/proc/mounts")).stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words[2].equals("cgroup2"))
        .map(words -> Path.of(words[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void info() {
    // [info]
    try (BpfLink link = object.program("raw_first").attach()) {
      if (link.info() instanceof LinkInfo.RawTracepoint info) {
        System.out.println(info.type() + " " + info.tracepoint()); // id() and programId() too
      }
    }
    // [/info]
    assertPrinted("raw_tracepoint sched_process_exit\n");
  }

  @Test
  void update() {
    BpfProgram version2 = object.program("iter_second");
    // [update]
    try (BpfLink link = object.program("iter_first").attach()) {
      link.update(version2); // each event meets the one or the other
      System.out.println(link); // link of program iter_second
    }
    // [/update]
    assertPrinted("link of program iter_second\n");
  }

  @Test
  void pin() {
    Path path = fs.path("exits");
    // [pin]
    try (BpfLink link = object.program("raw_first").attach()) {
      link.pin(path); // a new file in a BPF file system
    } // closed, and attached still
    // [/pin]
    assertTrue(Files.exists(path));
    // [open]
    try (BpfScope scope = BpfScope.open("later")) { // in another process, a day later
      BpfLink link = scope.openPinnedLink(path);
      System.out.println(link.program());
      link.unpin(); // deletes the file
    } // detached: nobody has the link any more
    // [/open]
    assertPrinted("raw_first\n");
    assertFalse(Files.exists(path));
  }

  @Test
  void attachPinned() {
    Path path = fs.path("iterator");
    BpfProgram version1 = object.program("iter_first");
    BpfProgram version2 = object.program("iter_second");
    // [attach-pinned]
    version1.attachPinned(path).close(); // attaches it, and pins the link
    version2.attachPinned(path).close(); // finds the link, and gives it the new program
    // [/attach-pinned]
    try (BpfScope scope = BpfScope.open("later");
        BpfLink link = scope.openPinnedLink(path)) {
      assertEquals("iter_second", link.program());
    }
  }

  @Test
  void outliveOwner() {
    // [outlive]
    BpfLink link;
    try (BpfObject closedSoon = BpfObjects.load("swapped.bpf.o", "raw_first")) {
      link = closedSoon.program("raw_first").attach();
      link.outliveOwner();
    }
    System.out.println(link.isOpen()); // true: it is attached until somebody closes it
    link.close();
    // [/outlive]
    assertPrinted("true\n");
  }
}
