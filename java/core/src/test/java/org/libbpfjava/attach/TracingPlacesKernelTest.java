package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.attach.Places.hits;
import static org.libbpfjava.attach.Places.load;
import static org.libbpfjava.attach.Places.said;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OpenFiles;

/** Programs at functions, system calls, hooks and other programs, by options. */
@KernelTest
@Timeout(60)
class TracingPlacesKernelTest {
  private static void needsKprobes() {
    if (!Files.isDirectory(Path.of("/sys/bus/event_source/devices/kprobe"))) {
      throw KernelTier.skip("this kernel has no kprobes");
    }
  }

  /** Makes and removes a file. */
  private static void unlink() {
    try {
      Files.delete(Files.createTempFile("lbj", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSystemCallIsSeenByItsName() {
    needsKprobes();
    for (KernelSyscall call :
        List.of(KernelSyscall.of("unlink"), KernelSyscall.ofReturn("unlink"))) {
      try (BpfObject object = load(0, "on_syscall");
          BpfLink link = object.program("on_syscall").attach(call)) {
        unlink();
        assertTrue(hits(object) > 0, link::toString);
      }
    }
    try (BpfObject object = load(0, "on_syscall")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> object.program("on_syscall").attach(KernelSyscall.of("no_such_call")));
      assertTrue(said(e).contains("no_such_call"), said(e));
      assertThrows(IllegalArgumentException.class, () -> KernelSyscall.of(""));
      assertThrows(IllegalArgumentException.class, () -> KernelSyscall.ofReturn("a\0b"));
    }
  }

  @Test
  void manyFunctionsWithoutAMultiLinkGetSingleKprobes() {
    needsKprobes();
    try (BpfObject object = load(0, "on_kprobe");
        BpfLink link =
            object
                .program("on_kprobe")
                .attach(KprobeMulti.of(List.of("vfs_unlink", "vfs_rmdir")))) {
      unlink();
      assertTrue(hits(object) > 0, link::toString);
      assertTrue(
          link.toString().matches("link of program on_kprobe \\(2 single kprobes, in .* ms\\)"),
          link::toString);
    }
    try (BpfObject object = load(0, "on_kprobe");
        BpfLink link = object.program("on_kprobe").attach(KprobeMulti.matching("vfs_unlin?"))) {
      unlink();
      assertTrue(hits(object) > 0, link::toString);
    }
  }

  @Test
  @RequiresFeature(Feature.COOKIE)
  void manyPlacesOfAFileWithoutAMultiLinkGetSingleUprobes() throws Exception {
    OpenFiles before = Places.openFiles();
    try (BpfObject object = load(0, "on_uprobe")) {
      try (BpfLink link =
          object
              .program("on_uprobe")
              .attach(
                  UprobeMulti.of(libc(), List.of("write", "unlink"))
                      .withScope(ProcessScope.thisProcess()))) {
        unlink();
        assertTrue(hits(object) > 0, link::toString);
        assertTrue(
            link.toString().matches("link of program on_uprobe \\(2 single uprobes, in .* ms\\)"),
            link::toString);
      }
      BpfException none =
          assertThrows(
              BpfException.class,
              () ->
                  object
                      .program("on_uprobe")
                      .attach(UprobeMulti.of(libc(), List.of("unlink", "no_such_f"))));
      assertTrue(said(none).contains("no_such_f"), said(none));
      assertThrows(
          BpfException.class,
          () -> object.program("on_uprobe").attach(UprobeMulti.matching(libc(), "no_such_*")));
    }
    before.assertNoMore();
  }

  /** Kernels before 5.18 and 6.6 have no multi links, and take such programs for single probes. */
  @Test
  void programsForManyPlacesRunOnEachKernel() throws Exception {
    needsKprobes();
    boolean hasMulti = Feature.KPROBE_MULTI.isSupported();
    try (BpfObject object = load(0, "on_kprobe_multi");
        BpfLink link =
            object
                .program("on_kprobe_multi")
                .attach(KprobeMulti.of(List.of("vfs_unlink", "vfs_rmdir")))) {
      assertRunsAsSaid(object, link, hasMulti ? "one link by KprobeMulti" : "2 single kprobes");
    }
    hasMulti = Feature.UPROBE_MULTI.isSupported();
    try (BpfObject object = load(0, "on_uprobe_multi");
        BpfLink link =
            object
                .program("on_uprobe_multi")
                .attach(UprobeMulti.of(libc(), List.of("unlink", "rmdir")))) {
      assertRunsAsSaid(object, link, hasMulti ? "one link by UprobeMulti" : "2 single uprobes");
    }
  }

  private static void assertRunsAsSaid(BpfObject object, BpfLink link, String how) {
    unlink();
    assertTrue(hits(object) > 0, link::toString);
    assertTrue(link.toString().contains(" (" + how), link::toString);
    assertTrue(link.toString().endsWith(" ms)"), link::toString);
  }

  private static String libc() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith("/libc.so.6"))
        .map(line -> line.substring(line.indexOf('/')))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTypedTracepointGoesByItsTarget() {
    try (BpfObject object = load(0, "on_typed_tracepoint");
        BpfLink link = object.program("on_typed_tracepoint").attach(Trace.atItsTarget())) {
      unlink();
      assertTrue(hits(object) > 0, link::toString);
    }
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void returnsOfFunctionsAreSeenAndChanged() {
    KernelTier.needs("cookies of fexit are", KernelVersion.of(5, 19));
    for (String program : List.of("on_fexit", "on_modify_return")) {
      assertHookRuns(program, Trace.atItsTarget().withCookie(5));
    }
  }

  @Test
  @RequiresFeature(Feature.LSM)
  void aSecurityHookRunsWithItsCookie() {
    KernelTier.needs("cookies of LSM hooks are", KernelVersion.of(5, 19));
    assertHookRuns("on_unlink", Lsm.atItsHook().withCookie(5));
  }

  @Test
  @RequiresFeature(Feature.LSM)
  void aSecurityHookOfAGroupRunsForItsProcesses() throws IOException {
    KernelTier.needs("programs of lsm_cgroup are", KernelVersion.of(6, 0));
    try (BpfObject object = BpfObjects.load("hooks.bpf.o", "on_bind");
        BpfLink link = object.program("on_bind").attach(Cgroup.at(Places.cgroups()));
        DatagramSocket bound = new DatagramSocket()) {
      assertTrue(hits(object) > 0, () -> link + " for port " + bound.getLocalPort());
    }
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void aSessionOfAFunctionRunsOnEntryAndReturn() {
    KernelTier.needs("programs of fsession are", KernelVersion.of(7, 0));
    try (BpfObject object = BpfObjects.load("hooks.bpf.o", "on_session");
        BpfLink link = object.program("on_session").attach(Trace.atItsTarget())) {
      unlink();
      assertTrue(hits(object) >= 2, link::toString);
    }
  }

  private static void assertHookRuns(String program, AttachOptions options) {
    try (BpfObject object = BpfObjects.load("hooks.bpf.o", program);
        BpfLink link = object.program(program).attach(options)) {
      unlink();
      assertTrue(hits(object) > 0, link::toString);
      assertEquals(5, object.variable("last_cookie").getLong());
    }
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void aFunctionOfAnotherProgramIsReplaced() {
    KernelTier.needs("programs replace functions of others", KernelVersion.of(5, 10));
    TestRun run = TestRun.once().withData(new byte[64]);
    try (BpfObject other = BpfObjects.load("replaceable.bpf.o")) {
      assertEquals(7, other.program("asks").testRun(run).returnValue());
      try (OpenBpfObject open = BpfObjects.open("replacement.bpf.o");
          BpfObject object = loadFor(open, other);
          BpfLink link =
              object.program("other_answer").attach(Freplace.of(other.program("asks"), "answer"))) {
        assertEquals(8, other.program("asks").testRun(run).returnValue(), link::toString);
        assertEquals(1, hits(object));
        BpfException none =
            assertThrows(
                BpfException.class,
                () ->
                    object
                        .program("other_answer")
                        .attach(Freplace.of(other.program("asks"), "no_such_f")));
        assertTrue(said(none).contains("has no global function 'no_such_f'"), said(none));
      }
      assertEquals(7, other.program("asks").testRun(run).returnValue());
    }
  }

  private static BpfObject loadFor(OpenBpfObject open, BpfObject other) {
    int result =
        other
            .program("asks")
            .withFd(
                fd ->
                    open.program("other_answer")
                        .withHandle(
                            handle ->
                                org.libbpfjava.raw.global.libbpf.bpf_program__set_attach_target(
                                    handle, fd, "answer")));
    assertEquals(0, result);
    return open.load();
  }
}
