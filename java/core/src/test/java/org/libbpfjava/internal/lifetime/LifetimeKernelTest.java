package org.libbpfjava.internal.lifetime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.DataSection;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.TestRunResult;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;
import org.libbpfjava.testing.OwnThread;
import org.libbpfjava.verifier.BpfLoadException;

/** What is closed is gone and says so; what failed leaves nothing; handles outlive their object. */
@KernelTest
class LifetimeKernelTest {

  @Test
  void aRefusedProgramComesWithItsWholeLogAndClosesTheObject() throws IOException {
    OpenFiles before = OpenFiles.now();
    OpenBpfObject open = BpfObjects.open("refused.bpf.o");
    BpfLoadException refused = assertThrows(BpfLoadException.class, open::load);
    assertEquals("unchecked", refused.program());
    assertEquals("EACCES", refused.errnoName());
    assertTrue(refused.reason().contains("invalid mem access"), refused.reason());
    assertTrue(refused.verifierLog().contains("*slot"), refused.verifierLog());
    assertTrue(refused.verifierLog().contains("processed "), refused.verifierLog());
    String message = String.valueOf(refused.getMessage());
    assertTrue(
        message.startsWith("load program 'unchecked' of object 'refused.bpf.o': EACCES (-13): "),
        message);

    IllegalStateException again = assertThrows(IllegalStateException.class, open::load);
    assertEquals(
        "object 'refused.bpf.o' was consumed by a load that failed; open it again",
        again.getMessage());
    open.close();
    before.assertNoMore();
  }

  @Test
  void aProgramLeftOutNeedNotBeAcceptable() {
    try (OpenBpfObject open = BpfObjects.open("refused.bpf.o")) {
      open.program("unchecked").setAutoload(false);
      try (BpfObject object = open.load()) {
        assertTrue(object.findProgram("unchecked").isEmpty());
        assertEquals(
            42,
            object.program("fine").testRun(TestRun.once().withData(new byte[64])).returnValue());
      }
    }
  }

  @Test
  void whatReachesTheKernelSaysThatTheObjectIsClosed() {
    BpfObject object = BpfObjects.load("globals.bpf.o");
    GlobalVariable hits = object.variable("hits");
    DataSection bss = object.section(".bss");
    BpfProgram count = object.program("count");
    BpfLink link = count.attach();
    object.close();
    object.close();
    assertFalse(link.isOpen());
    link.close();
    for (Executable call :
        new Executable[] {
          object::attachAll,
          hits::getLong,
          () -> hits.setLong(1),
          hits::longHandle,
          bss::bytes,
          count::attach,
          () -> count.withFd(fd -> fd),
          () -> count.testRun(TestRun.once()),
        }) {
      assertEquals(
          "object 'globals.bpf.o' is closed",
          assertThrows(IllegalStateException.class, call).getMessage());
    }
    assertEquals(
        "link of program 'count' is closed",
        assertThrows(IllegalStateException.class, () -> link.withFd(fd -> fd)).getMessage());
  }

  @Test
  void namesTypesAndSizesAnswerAfterClose() {
    BpfObject object = BpfObjects.load("globals.bpf.o");
    BpfProgram count = object.program("count");
    assertTrue(object.isOpen());
    object.close(); // before anybody asked for a variable
    assertFalse(object.isOpen());
    GlobalVariable hits = object.variable("hits");
    assertEquals("hits .bss 8", hits.name() + " " + hits.section() + " " + hits.size());
    assertFalse(hits.isReadOnly());
    assertTrue(object.variable("target_pid").isReadOnly());
    assertTrue(hits.toString().endsWith(" hits"), hits.toString());
    assertEquals("hits", object.section(".bss").variable("hits").name());
    assertTrue(object.section(".bss").size() >= 8);
    assertFalse(object.variables().isEmpty());
    assertTrue(object.btf().isPresent());
    assertEquals("count", count.name());
    assertEquals("verification of program count", count.verification().toString());
    assertEquals(
        "object 'globals.bpf.o' is closed",
        assertThrows(IllegalStateException.class, hits::getLong).getMessage());
  }

  @Test
  void aHandleGoesOnReadingTheLastMappingAfterClose() {
    LongHandle hits;
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      object.program("count").testRun(TestRun.once().withContext(new byte[16]));
      hits = object.variable("hits").longHandle();
      assertEquals(1, hits.get());
    }
    assertEquals(1, hits.get());
    hits.set(5);
    assertEquals(5, hits.getAndAdd(2));
    assertEquals(7, hits.get());
  }

  @Test
  @SuppressWarnings("try") // closes twice on purpose
  void whatCameFromTheOpenPhaseEndsWithLoad() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      GlobalVariable pid = open.variable("target_pid");
      try (BpfObject object = open.load()) {
        String message =
            "object 'globals.bpf.o' was consumed by load(); use the BpfObject it returned";
        assertEquals(
            message, assertThrows(IllegalStateException.class, () -> pid.setInt(1)).getMessage());
        assertEquals(message, assertThrows(IllegalStateException.class, open::load).getMessage());
        open.close(); // must not take the loaded object with it
        assertEquals(0, object.variable("hits").getLong());
      }
    }
  }

  @Test
  void descriptorsComeBackAfterAHundredCycles() throws IOException {
    BpfObjects.load("globals.bpf.o").close();
    OpenFiles before = OpenFiles.now();
    for (int i = 0; i < 100; i++) {
      try (BpfObject object = BpfObjects.load("globals.bpf.o");
          BpfLinks links = object.attachAll()) {
        assertEquals(1, links.size()); // the socket filter's section names no place
      }
    }
    before.assertNoMore();
  }

  @Test
  @Timeout(60)
  void closingUnderRunningCallsNeverCrashes() throws Exception {
    for (int round = 0; round < 20; round++) {
      BpfObject object = BpfObjects.load("globals.bpf.o");
      AtomicBoolean started = new AtomicBoolean();
      List<CompletableFuture<Void>> users = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        users.add(
            OwnThread.run(
                () -> {
                  TestRun run = TestRun.once().withContext(new byte[16]);
                  try {
                    while (true) {
                      object.program("count").testRun(run);
                      object.variable("hits").getLong();
                      synchronized (started) {
                        // Before 6.10 a raw tracepoint takes a program once, d4dfc5700e86
                        // ("bpf: pass whole link instead of prog when triggering raw tracepoint").
                        object.program("count").attach().close();
                      }
                      started.set(true);
                    }
                  } catch (IllegalStateException closed) {
                    String message = String.valueOf(closed.getMessage());
                    assertTrue(message.endsWith(" is closed"), message);
                  }
                }));
      }
      while (!started.get()) {
        Thread.onSpinWait();
      }
      object.close();
      for (CompletableFuture<Void> user : users) {
        user.get(30, SECONDS);
      }
    }
  }

  @Test
  void aProgramWithoutAPlaceCannotBeAttached() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      BpfException refused =
          assertThrows(BpfException.class, () -> object.program("packet").attach());
      assertEquals(
          "attach program 'packet': EOPNOTSUPP (-95): its section 'socket' does not say where: its"
              + " type is attached to a socket, which a section cannot name:"
              + " attach(SocketFilter.on(channel)) and attach(Reuseport.on(channel)) do",
          refused.getMessage());
    }
  }

  @Test
  void aTestRunGivesBackThePacket() {
    try (BpfObject object = BpfObjects.load("globals.bpf.o")) {
      byte[] packet = new byte[60];
      packet[59] = 42;
      TestRunResult result =
          object
              .program("packet")
              .testRun(TestRun.once().withData(packet).withDataOut(256).withRepeat(1000));
      assertEquals(46, result.returnValue()); // without the Ethernet header
      assertEquals(42, result.dataOut()[59]);
      assertEquals(60, result.dataOut().length);
      assertEquals(1000, object.variable("hits").getLong());
      BpfException small =
          assertThrows(
              BpfException.class,
              () ->
                  object
                      .program("packet")
                      .testRun(TestRun.once().withData(packet).withDataOut(10)));
      assertEquals(
          "test run of program 'packet': ENOSPC (-28): dataOut has room for 10 bytes, the"
              + " packet has 60 after the run",
          small.getMessage());
    }
  }
}
