package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.event.EventField;
import org.libbpfjava.event.EventLease;
import org.libbpfjava.event.RingBuffer;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.kernel.Holders;
import org.libbpfjava.kernel.Kernel;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.UpdateMode;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.value.TypedValue;
import org.libbpfjava.verifier.VerifierReport;

/** The code in the Javadoc of the packages, and what it prints. PackageInfoTest compares them. */
@KernelTest
class PackageInfoKernelTest {
  @TempDir private Path folder;
  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void catchOutput() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void releaseOutput() {
    System.setOut(standard);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private Path file(String name) throws IOException {
    return Files.write(folder.resolve(name), BpfObjects.bytes(name));
  }

  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void theLibrary() throws IOException {
    Path path = file("tour.bpf.o");
    // [org.libbpfjava]
    try (OpenBpfObject open = BpfObject.open(path)) {
      open.variable("max_length").setInt(20); // a constant: before load
      try (BpfObject object = open.load()) {
        object.program("count").testRun(TestRun.once().withData(new byte[64]));
        System.out.println(object.variable("too_long").getLong()); // 1
        object.variable("mode").set("MODE_OFF"); // the program sees it at once
        LongHandle packets = object.variable("packets").longHandle(); // the fast way
        System.out.println(packets.getAndAdd(10)); // 1, one atomic step
      }
    }
    // [/org.libbpfjava]
    assertEquals("1\n1\n", printed());
  }

  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void memory() {
    try (BpfObject object = BpfObjects.load("elements.bpf.o")) {
      // [org.libbpfjava.memory]
      LongHandle hits = object.map("devices").element(3).field("hits").longHandle();
      hits.getAndAdd(1); // one atomic step, no system call
      System.out.println(hits.get()); // 1
      // [/org.libbpfjava.memory]
    }
    assertEquals("1\n", printed());
  }

  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void value() {
    try (BpfObject object = BpfObjects.load("elements.bpf.o")) {
      // [org.libbpfjava.value]
      TypedValue device = object.map("devices").element(3); // struct device, in live memory
      device.field("name").setString("eth0");
      device.field("errors.rx").setInt(2);
      System.out.println(device.field("errors").valueText()); // {.rx = 2, .tx = 0}
      // [/org.libbpfjava.value]
    }
    assertEquals("{.rx = 2, .tx = 0}\n", printed());
  }

  @Test
  @RequiresFeature(Feature.RING_BUFFER)
  void event() throws InterruptedException {
    List<byte[]> kept = new ArrayList<>();
    try (BpfObject object = BpfObjects.load("events.bpf.o")) {
      object.program("write_struct").testRun(TestRun.once().withData(new byte[64]));
      // [org.libbpfjava.event]
      try (RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
        EventField pid = events.field("pid"); // of struct event, found once
        EventField comm = events.field("comm");
        events.poll(
            Duration.ofMillis(100),
            event -> System.out.println(pid.getLong(event) + " " + comm.getString(event)));
        try (EventLease lease = events.lease()) { // the same without a handler
          while (lease.next()) {
            kept.add(lease.event().copy()); // what must live longer
          }
        }
      }
      // [/org.libbpfjava.event]
    }
    assertEquals("4000000000 init\n", printed());
    assertEquals(List.of(), kept.stream().map(event -> event.length).toList());
  }

  @Test
  void attach() {
    try (BpfObject object = BpfObjects.load("readme.bpf.o")) {
      // [org.libbpfjava.attach]
      try (BpfLink link = object.program("on_sys_enter").attach()) {
        System.out.println(link); // link of program on_sys_enter
      } // detached
      try (BpfLinks links = object.attachAll()) {
        System.out.println(links.size() + " attached");
        for (BpfLinks.LeftOut one : links.leftOut()) {
          System.out.println(one.program() + " not: " + one.reason());
        }
      }
      // [/org.libbpfjava.attach]
    }
    assertEquals("link of program on_sys_enter\n1 attached\n", printed());
  }

  @Test
  void btf() {
    try (OpenBpfObject open = BpfObjects.open("tour.bpf.o")) {
      // [org.libbpfjava.btf]
      Btf btf = open.btf().orElseThrow();
      BtfStruct limit = btf.find("limit", BtfStruct.class).orElseThrow();
      for (BtfMember member : limit.members()) {
        String declaration = member.type().toC(member.name());
        System.out.println(declaration + " at byte " + member.offset());
      }
      BtfType type = open.variable("limits").type().orElseThrow();
      System.out.println(type.toC("limits")); // volatile struct limit limits[2]
      System.out.println(type.size() + " bytes"); // 32 bytes
      // [/org.libbpfjava.btf]
    }
    assertEquals(
        """
        __u32 min at byte 0
        __u32 max at byte 4
        char label[8] at byte 8
        volatile struct limit limits[2]
        32 bytes
        """,
        printed());
  }

  @Test
  void exceptions() throws IOException {
    Path path = file("tour.bpf.o");
    // [org.libbpfjava.exception]
    try (BpfObject object = BpfObject.load(path, open -> open.variable("max_lenght").setInt(20))) {
      object.program("count").testRun(TestRun.once().withData(new byte[64]));
    } catch (NoSuchMemberException e) {
      System.out.println(e.kind() + ": " + e.nearNames().get(0)); // VARIABLE: max_length
    } catch (BpfPermissionException e) {
      System.out.println(e.getMessage()); // names the capability that is missing
    } catch (BpfException e) {
      System.out.println(e.getMessage());
      e.libbpfMessages().forEach(System.out::println); // all that libbpf said
    }
    // [/org.libbpfjava.exception]
    assertEquals("VARIABLE: max_length\n", printed());
  }

  @Test
  void feature() {
    boolean supported = Feature.TCX.isSupported();
    // [org.libbpfjava.feature]
    if (!Feature.TCX.isSupported()) {
      System.out.println(Feature.TCX.absence()); // … needs Linux 6.6, this is 6.1
    }
    if (KernelVersion.running().isAtLeast(KernelVersion.of(5, 8))) {
      System.out.println("new enough for CAP_BPF");
    }
    Feature.GLOBAL_DATA.require("the counters"); // or BpfNotSupportedException
    // [/org.libbpfjava.feature]
    assertEquals(!supported, printed().contains("Linux 6.6"), printed());
    assertTrue(printed().endsWith("new enough for CAP_BPF\n"), printed());
  }

  @Test
  void kernel() {
    try (BpfObject object = BpfObjects.load("maps.bpf.o")) {
      int flows = object.map("flows").id();
      // [org.libbpfjava.kernel]
      Holders holders = Kernel.holders();
      Kernel.maps()
          .filter(map -> map.name().equals("flows"))
          .forEach(map -> System.out.println(map.type() + " " + holders.ofMap(map.id())));
      ProgramType wanted = ProgramType.NETFILTER;
      if (Kernel.supports(wanted)) {
        System.out.println(wanted + " programs, since Linux " + Kernel.since(wanted));
      }
      System.out.println(Kernel.diagnosis()); // a table for a bug report
      // [/org.libbpfjava.kernel]
      assertTrue(
          printed().contains(" (process " + ProcessHandle.current().pid() + ")]\n"), printed());
      assertEquals(1, holders.ofMap(flows).size());
      assertTrue(printed().contains("\ncapabilities "), printed());
    }
  }

  @Test
  void map() {
    try (BpfObject object = BpfObjects.load("maps.bpf.o")) {
      // [org.libbpfjava.map]
      BpfMap flows = object.map("flows"); // a hash of __u32 to __u64
      ByteBuffer key = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
      ByteBuffer value = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      key.putInt(0, 7);
      value.putLong(0, 1500);
      flows.update(key, value, UpdateMode.NO_EXIST); // false if the key is there already
      if (flows.lookup(key, value)) {
        System.out.println(value.getLong(0)); // 1500
      }
      for (byte[] each : flows.keys()) {
        flows.delete(each);
      }
      // [/org.libbpfjava.map]
      assertEquals("1500\n", printed());
      assertTrue(flows.lookup(new byte[] {7, 0, 0, 0}).isEmpty());
    }
  }

  @Test
  @RequiresFeature(Feature.KNOWN_CONSTANTS)
  void verifier() throws IOException {
    Path path = file("kernel_switch.bpf.o");
    // [org.libbpfjava.verifier]
    try (OpenBpfObject open = BpfObject.open(path)) {
      open.variable("generation").setInt(1);
      try (BpfObject object = open.load(LoadOptions.recordVerification())) {
        VerifierReport report = object.program("read_clock").verification();
        System.out.println(report.statistics().instructionsProcessed());
        System.out.println(report.deadCode().removedSlots()); // 4
        System.out.println(report.deadCode()); // a listing, with '-' before what was removed
      }
    }
    // [/org.libbpfjava.verifier]
    assertTrue(printed().contains("\n4\n"), printed());
    assertTrue(printed().contains("\n- next_generation():\n"), printed());
  }
}
