package org.libbpfjava.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** Options of probes: the program runs where they say, in the processes that they say. */
@KernelTest
@RequiresFeature(Feature.COOKIE)
@Timeout(60)
class ProbeOptionsKernelTest {
  private static final long COOKIE = 0xfeed_face_dead_beefL;

  private static BpfObject load(long pid, String program) {
    try (OpenBpfObject open = BpfObjects.open("attach_options.bpf.o")) {
      for (OpenBpfProgram one : open.programs()) {
        one.setAutoload(one.name().equals(program));
      }
      open.variable("pid").setLong(pid);
      return open.load();
    }
  }

  private static BpfObject load(String program) {
    return load(ProcessHandle.current().pid(), program);
  }

  private static long get(BpfObject object, String variable) {
    return object.variable(variable).getLong();
  }

  /** A shell that answers each line: it reads by libc's read(), and makes a jump buffer for it. */
  private static final class Shell implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    Shell() throws IOException {
      process = new ProcessBuilder("/bin/sh", "-c", "while read -r x; do echo $x; done").start();
      output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    long pid() {
      return process.pid();
    }

    void say(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
      assertEquals(line, output.readLine());
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  @Test
  void aUprobeOfOneProcessRunsThereAlone() throws IOException {
    try (Shell shell = new Shell();
        Shell other = new Shell();
        BpfObject object = load(shell.pid(), "on_uprobe");
        BpfLink link =
            object
                .program("on_uprobe")
                .attach(
                    Uprobe.of("libc.so.6", "read")
                        .withScope(ProcessScope.process(shell.pid()))
                        .withCookie(COOKIE))) {
      other.say("nobody counts me");
      assertEquals(0, get(object, "hits"), link::toString);
      shell.say("count me");
      assertTrue(get(object, "hits") > 0, link::toString);
      assertEquals(0, get(object, "other_pids"));
      assertEquals(COOKIE, get(object, "last_cookie"));
    }
  }

  @Test
  void aUprobeOfThisProcessRunsThereAlone() throws IOException {
    try (Shell shell = new Shell();
        BpfObject object = load("on_uprobe");
        BpfLink link =
            object
                .program("on_uprobe")
                .attach(Uprobe.of("libc.so.6", "read").withScope(ProcessScope.thisProcess()))) {
      shell.say("read by libc there, and by libc here");
      assertTrue(get(object, "hits") > 0, link::toString);
      assertEquals(0, get(object, "other_pids"));
    }
  }

  @Test
  void aUretprobeOfAllProcessesRunsInEach() throws IOException {
    try (Shell shell = new Shell();
        BpfObject object = load("on_uprobe");
        BpfLink link = object.program("on_uprobe").attach(Uprobe.ofReturn("libc.so.6", "read"))) {
      shell.say("count me");
      assertTrue(get(object, "other_pids") > 0, link::toString);
    }
  }

  /** The path of the libc of this process. */
  private static String libc() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.endsWith("/libc.so.6"))
        .map(line -> line.substring(line.indexOf('/')))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @RequiresFeature(Feature.UPROBE_MULTI)
  void aUprobeMultiHasACookieForEachFunction() throws IOException, InterruptedException {
    try (Shell shell = new Shell();
        BpfObject object = load(shell.pid(), "on_uprobe_multi");
        BpfLink link =
            object
                .program("on_uprobe_multi")
                .attach(
                    UprobeMulti.at(libc(), offset("write"), offset("read"))
                        .withScope(ProcessScope.process(shell.pid()))
                        .withCookies(1, 1000))) {
      shell.say("count me");
      long sum = get(object, "cookie_sum");
      assertTrue(sum / 1000 > 0 && sum % 1000 > 0, link + ": " + sum);
      assertEquals(0, get(object, "other_pids"));
    }
  }

  /** Where a function of libc begins; its code lies in the file as it does in memory. */
  private static long offset(String function) throws IOException, InterruptedException {
    ChildProcess listed =
        ChildProcess.run(Map.of(), List.of("readelf", "--dyn-syms", "-W", libc()));
    return listed
        .output()
        .lines()
        .filter(line -> line.contains(" " + function + "@@"))
        .map(line -> Long.parseLong(line.strip().split("\\s+", -1)[1], 16))
        .findFirst()
        .orElseThrow(() -> new AssertionError(listed.output()));
  }

  /** libbpf finds names in a full symbol table alone, which Debian's libc has not. */
  @Test
  @RequiresFeature(Feature.UPROBE_MULTI)
  void aUprobeMultiTakesNamesOfAStrippedLibrary() throws IOException, InterruptedException {
    try (Shell shell = new Shell();
        BpfObject object = load(shell.pid(), "on_uprobe_multi");
        BpfLink link =
            object
                .program("on_uprobe_multi")
                .attach(
                    UprobeMulti.of(libc(), List.of("write", "read"))
                        .withScope(ProcessScope.process(shell.pid()))
                        .withCookies(1, 1000))) {
      shell.say("count me");
      long sum = get(object, "cookie_sum");
      assertTrue(sum / 1000 > 0 && sum % 1000 > 0, link + ": " + sum);
      assertTrue(
          link.toString()
              .matches(
                  "link of program on_uprobe_multi \\(one link by UprobeMulti of 2 functions .*,"
                      + " in .* ms\\)"),
          link::toString);
      LinkInfo.UprobeMulti info = assertInstanceOf(LinkInfo.UprobeMulti.class, link.info());
      KernelTier.needs("links of uprobes are told", KernelVersion.of(6, 8));
      assertEquals(
          List.of(offset("write"), offset("read")),
          info.places().stream().map(LinkInfo.Place::offset).toList());
    }
  }

  @Test
  @RequiresFeature(Feature.UPROBE_MULTI)
  void aNameThatIsNotInTheFileIsRefusedWithNearOnes() throws IOException {
    try (BpfObject object = load("on_uprobe_multi")) {
      UprobeMulti options = UprobeMulti.of(libc(), List.of("write", "gnu_get_libc_versio"));
      BpfException e =
          assertThrows(BpfException.class, () -> object.program("on_uprobe_multi").attach(options));
      assertTrue(
          said(e).contains("ENOENT (-2): '" + libc() + "' has no function 'gnu_get_libc_versio'")
              && said(e).contains("near names: gnu_get_libc_version"),
          said(e));
    }
  }

  @Test
  @RequiresFeature(Feature.UPROBE_MULTI)
  void aUprobeMultiTakesAPattern() throws IOException {
    try (Shell shell = new Shell();
        BpfObject object = load("on_uprobe_multi");
        BpfLink link =
            object
                .program("on_uprobe_multi")
                .attach(UprobeMulti.matching("libc.so.6", "rea?").onReturn())) {
      shell.say("count me");
      assertTrue(get(object, "other_pids") > 0, link::toString);
    }
  }

  /** The JVM brings probes along, where it was built with them: Debian's is, Temurin's is not. */
  @Test
  void usdtRunsWithItsCookie() throws InterruptedException {
    String jvm = System.getProperty("java.home") + "/lib/server/libjvm.so";
    try (BpfObject object = load("on_usdt");
        BpfLink link =
            object
                .program("on_usdt")
                .attach(
                    Usdt.of(jvm, "hotspot", "thread__start")
                        .withScope(ProcessScope.thisProcess())
                        .withCookie(COOKIE))) {
      Thread started = new Thread(() -> {});
      started.start();
      started.join();
      assertTrue(get(object, "hits") > 0, link::toString);
      assertEquals(COOKIE, get(object, "last_cookie"));
      assertEquals(0, get(object, "other_pids"));
    } catch (BpfException e) {
      if (said(e).contains("no USDT notes section")) {
        throw KernelTier.skip("this JVM has no probes");
      }
      throw e;
    }
  }

  @Test
  void aProbeThatTheFileLacksIsRefusedWithNearOnes() {
    try (BpfObject object = load("on_usdt")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () ->
                  object.program("on_usdt").attach(Usdt.of("libstdc++.so.6", "libstdcxx", "thro")));
      assertTrue(said(e).contains("Near probes of the file: libstdcxx:throw"), said(e));
    }
  }

  @Test
  void whatABinaryLacksIsNamed() {
    try (BpfObject object = load("on_uprobe")) {
      BpfException function =
          assertThrows(
              BpfException.class,
              () -> object.program("on_uprobe").attach(Uprobe.of("libc.so.6", "no_such_f")));
      assertTrue(
          said(function).contains("Uprobe of 'no_such_f' in 'libc.so.6'")
              && said(function).contains("failed to find symbol 'no_such_f'")
              && said(function).contains("Near names of functions in the file: "),
          said(function));
      BpfException binary =
          assertThrows(
              BpfException.class,
              () -> object.program("on_uprobe").attach(Uprobe.of("no_such.so", "read")));
      assertTrue(
          said(binary).contains("failed to resolve full path for 'no_such.so'"), said(binary));
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

  private static void needsKprobes() {
    if (!Files.isDirectory(Path.of("/sys/bus/event_source/devices/kprobe"))) {
      throw KernelTier.skip("this kernel has no kprobes");
    }
  }

  private static void needsTracefs() {
    if (!Files.isDirectory(Path.of("/sys/kernel/tracing/events"))) {
      throw KernelTier.skip("this kernel has no tracefs");
    }
  }

  private static void assertUnlinkIsSeen(String program, AttachOptions options, long cookie) {
    try (BpfObject object = load(program);
        BpfLink link = object.program(program).attach(options)) {
      unlink();
      assertTrue(get(object, "hits") > 0, link + " by " + options);
      assertEquals(cookie, get(object, "last_cookie"), options::toString);
    }
  }

  @Test
  void aKprobeRunsWithItsCookie() {
    needsKprobes();
    assertUnlinkIsSeen("on_kprobe", Kprobe.of("vfs_unlink").withCookie(COOKIE), COOKIE);
    assertUnlinkIsSeen("on_kprobe", Kprobe.ofReturn("vfs_unlink").withCookie(3), 3);
    assertUnlinkIsSeen(
        "on_kprobe", Kprobe.of("vfs_unlink").withMode(ProbeMode.LINK).withCookie(4), 4);
  }

  @Test
  void aKprobeOfAnAddressRuns() throws IOException {
    needsKprobes();
    assertUnlinkIsSeen("on_kprobe", Kprobe.at(address("vfs_unlink")).withCookie(5), 5);
  }

  private static long address(String function) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/kallsyms"))) {
      if (line.endsWith(" " + function)) {
        return Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);
      }
    }
    throw new AssertionError("no " + function);
  }

  @Test
  void aKprobeOfNoFunctionIsRefused() {
    needsKprobes();
    try (BpfObject object = load("on_kprobe")) {
      BpfException e =
          assertThrows(
              BpfException.class, () -> object.program("on_kprobe").attach(Kprobe.of("no_such_f")));
      assertTrue(
          said(e).startsWith("attach program 'on_kprobe' by Kprobe of 'no_such_f': ENOENT")
              && said(e).contains("The kernel has no function 'no_such_f'"),
          said(e));
      BpfException near =
          assertThrows(
              BpfException.class, () -> object.program("on_kprobe").attach(Kprobe.of("vfs_unlin")));
      assertTrue(said(near).contains("near names: vfs_unlink"), said(near));
    }
  }

  @Test
  @RequiresFeature(Feature.KPROBE_MULTI)
  void aKprobeMultiOfNoFunctionIsRefusedWithNearOnes() {
    try (BpfObject object = load("on_kprobe_multi")) {
      BpfException near =
          assertThrows(
              BpfException.class,
              () ->
                  object
                      .program("on_kprobe_multi")
                      .attach(KprobeMulti.of(List.of("vfs_rmdir", "vfs_unlin"))));
      assertTrue(said(near).contains("near names: vfs_unlink"), said(near));
      BpfException none =
          assertThrows(
              BpfException.class,
              () -> object.program("on_kprobe_multi").attach(KprobeMulti.matching("no_such_*")));
      assertTrue(said(none).contains("no function that matches 'no_such_*'"), said(none));
    }
  }

  @Test
  @RequiresFeature(Feature.KPROBE_MULTI)
  void aKprobeMultiRunsAtEachFunction() throws IOException {
    List<String> names = List.of("vfs_rmdir", "vfs_unlink");
    assertUnlinkIsSeen("on_kprobe_multi", KprobeMulti.of(names).withCookies(7, 8), 8);
    assertUnlinkIsSeen("on_kprobe_multi", KprobeMulti.of(names).onReturn(), 0);
    assertUnlinkIsSeen("on_kprobe_multi", KprobeMulti.matching("vfs_unlin*"), 0);
    assertUnlinkIsSeen("on_kprobe_multi", KprobeMulti.matchingOne("vfs_unlink"), 0);
    assertUnlinkIsSeen("on_kprobe_multi", KprobeMulti.at(address("vfs_unlink")).withCookies(9), 9);
    try (BpfObject object = load("on_kprobe_multi")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> object.program("on_kprobe_multi").attach(KprobeMulti.matchingOne("vfs_*")));
      assertTrue(said(e).contains("EINVAL (-22)"), said(e));
    }
  }

  @Test
  @RequiresFeature(Feature.KPROBE_MULTI)
  void aSessionRunsOnEntryAndReturn() {
    KernelTier.needs("kprobe sessions are", KernelVersion.of(6, 10));
    try (BpfObject object = load("on_kprobe_session");
        BpfLink link =
            object.program("on_kprobe_session").attach(KprobeMulti.matching("vfs_rmdir"))) {
      Path folder = Files.createTempDirectory("lbj");
      Files.delete(folder);
      assertEquals(2, get(object, "hits") - get(object, "other_pids"), link::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @RequiresFeature(Feature.UPROBE_MULTI)
  void aSessionOfAFileRunsOnEntryAndReturn() throws IOException {
    KernelTier.needs("uprobe sessions are", KernelVersion.of(6, 13));
    UprobeMulti rmdir =
        UprobeMulti.of(libc(), List.of("rmdir")).withScope(ProcessScope.thisProcess());
    try (BpfObject object = load("on_uprobe_session");
        BpfLink link = object.program("on_uprobe_session").attach(rmdir)) {
      Files.delete(Files.createTempDirectory("lbj"));
      assertEquals(2, get(object, "hits"), link::toString);
    }
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void aFunctionOfTheKernelIsTracedWithACookie() {
    KernelTier.needs("cookies of fentry are", KernelVersion.of(5, 19));
    assertUnlinkIsSeen("on_fentry", Trace.atItsTarget().withCookie(COOKIE), COOKIE);
  }

  @Test
  void aTracepointRunsWithItsCookie() {
    needsTracefs();
    try (BpfObject object = load("on_tracepoint");
        BpfLink link =
            object
                .program("on_tracepoint")
                .attach(Tracepoint.of("sched", "sched_switch").withCookie(COOKIE))) {
      while (get(object, "hits") == 0) {
        Thread.onSpinWait();
      }
      assertEquals(COOKIE, get(object, "last_cookie"), link::toString);
    }
  }

  @Test
  void aTracepointThatIsNoneIsNamedWithNearOnes() {
    needsTracefs();
    try (BpfObject object = load("on_tracepoint")) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> object.program("on_tracepoint").attach(Tracepoint.of("sched", "sched_swich")));
      assertTrue(said(e).contains("near names: sched_switch"), said(e));
    }
  }

  @Test
  void aRawTracepointRunsWithItsCookie() {
    KernelTier.needs("cookies of raw tracepoints are", KernelVersion.of(6, 10));
    try (BpfObject object = load("on_raw_tracepoint_cookie");
        BpfLink link =
            object
                .program("on_raw_tracepoint_cookie")
                .attach(RawTracepoint.of("sys_enter").withCookie(COOKIE))) {
      assertTrue(get(object, "hits") > 0, link::toString);
      assertEquals(COOKIE, get(object, "last_cookie"));
    }
  }

  @Test
  void optionsThatCannotBeAreRefusedBeforeTheKernelSeesThem() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> Kprobe.of(""),
            () -> Kprobe.of("a\0b"),
            () -> Kprobe.at(0),
            () -> Kprobe.at(1).withOffset(1),
            () -> Kprobe.ofReturn("a").withOffset(1),
            () -> Kprobe.of("a").withOffset(-1),
            () -> KprobeMulti.of(List.of()),
            () -> KprobeMulti.of(List.of("a", "")),
            () -> KprobeMulti.at(),
            () -> KprobeMulti.matching("a*").withCookies(1),
            () -> KprobeMulti.of(List.of("a")).withCookies(1, 2),
            () -> Uprobe.of("", "f"),
            () -> Uprobe.at("b", -1),
            () -> Uprobe.at("b", 1).withOffset(1),
            () -> Uprobe.of("b", "f").withReferenceCounter(0),
            () -> UprobeMulti.at("/b", 1, -1),
            () -> UprobeMulti.of("libc.so.6", List.of("read")),
            () -> ProcessScope.process(0),
            () -> ProcessScope.process(1L << 31),
            () -> NetworkDevice.named("a-name-of-16-char"),
            () -> NetworkDevice.ofIndex(0),
            () -> Order.beforeLink(0),
            () -> Order.first().expecting(0),
            () ->
                Netfilter.at(Netfilter.Family.IPV4, Netfilter.Hook.FORWARD)
                    .withPriority(Integer.MIN_VALUE),
            () -> RawTracepoint.of(""),
            () -> Tracepoint.of("a", ""),
            () -> Usdt.of("a", "b", ""))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }

  private static String said(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
