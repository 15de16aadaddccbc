package org.libbpfjava.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as a user runs it: with privileges, without them, and interrupted. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ExamplesJarTest {
  private static final Path JAR = Path.of(System.getProperty("examples.jar", "")).toAbsolutePath();
  private static final int OK = 0;

  @TempDir private Path folder;

  private Path output = Path.of("");

  @BeforeEach
  void printInto() {
    output = folder.resolve("output");
  }

  @Test
  void theListIsInColumns() throws Exception {
    assertEquals(OK, run("--list"));
    List<String> lines = Files.readAllLines(output);
    long widths =
        lines.stream()
            .map(line -> line.replaceFirst("^(\\S+ +).*", "$1").length())
            .distinct()
            .count();
    assertEquals(1, widths, lines.toString());
    expect(
        "^cgroup-connect +",
        "^execsnoop +",
        "^features +",
        "^globals +",
        "^kernel-switch +",
        "^map-value +",
        "^opensnoop +",
        "^profile +",
        "^runqlat +",
        "^tasks +",
        "^tc-bandwidth +",
        "^uprobe +",
        "^vmlinux +",
        "^xdp-firewall +");
  }

  @Test
  void theVersionIsThatOfLibbpf() throws Exception {
    assertEquals(OK, run("--version"));
    expect("^libbpf-java-examples over libbpf [0-9]+\\.[0-9]+\\.[0-9]+$");
  }

  @Test
  @Tag("kernel")
  void globalsAreSetBeforeLoadAndReadLive() throws Exception {
    needsRoot();
    assertEquals(OK, run("globals", "--seconds", "2"));
    expect(
        "^  \\.rodata +const volatile int +target_pid +0$",
        "^  const volatile int target_pid = [1-9][0-9]*$",
        "^  [1-9][0-9]* system calls$",
        "^  [a-z0-9_]+ +#+ +[1-9][0-9]*$",
        "^Counters moved by 0 since, totals = \\{\\.calls = [1-9]");
  }

  @Test
  @Tag("kernel")
  void anInterruptedRunLeavesNothingBehind() throws Exception {
    needsRoot();
    Process process = start("globals", "--seconds", "60");
    while (process.isAlive() && !Files.readString(output).contains("system calls\n")) {
      Thread.sleep(20);
    }
    process.destroy(); // SIGTERM
    assertNotEquals(OK, process.waitFor());
    expect("nothing stays behind");
  }

  @Test
  @Tag("kernel")
  void theVerifierRemovesAndRefusesCodeOfAnotherKernel() throws Exception {
    needsRoot();
    assertEquals(OK, run("kernel-switch"));
    expect(
        "^generation = 2: load program 'read_clock' of object 'kernel_switch.bpf.o':"
            + " EINVAL \\(-22\\): invalid func unknown#1000",
        "^! +[0-9]+: \\(85\\) call unknown#1000$",
        "^!  +invalid func unknown#1000$",
        "^generation = 1: the verifier accepts it$",
        "^- next_generation\\(\\):$",
        "^  this_generation\\(\\):$",
        "^generation = 2  generation = 1  read_clock$",
        "^ +refused +removed  .*kernel_switch\\.bpf\\.c:[0-9]+  return bpf_next_clock_ns\\(\\) / 1000;$",
        "^Run: __u64 clock_us = [1-9][0-9]*$");
  }

  @Test
  @Tag("kernel")
  void offsetsIntoAMapsValueAreAcceptedWithinItAlone() throws Exception {
    needsRoot();
    assertEquals(OK, run("map-value"));
    expect(
        "^   0: r1 = &limits\\[0\\]\\+8  // BPF_PSEUDO_MAP_VALUE$",
        "^It returned 42, and byte 8 is 42\\.$",
        "^  store 8 at 0 +accepted$",
        "^  store 8 at 40 +accepted$",
        "^  store 1 at 47 +accepted$",
        "^  store 8 at 44 +refused: EACCES, .*value_size=48 off=44 size=8",
        "^  store 2 at 47 +refused: EACCES, .*value_size=48 off=47 size=2",
        "^  store 1 at 48 +refused: EINVAL, .*value_size=48 off=48",
        "^  store 1 at 4294967295 +refused: EINVAL, .*(offset of |off=)4294967295",
        "^  store 1 at 536870912 +refused: EINVAL, .*(offset of |off=)536870912",
        "^  store 8 at 8 +refused: EACCES, .*write into map forbidden",
        "^  BPF_PSEUDO_MAP_FD +accepted$",
        "^  BPF_PSEUDO_MAP_VALUE +refused: EACCES, .*R1 type=map_value expected=map_ptr");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-perf", "--perf"})
  @Tag("kernel")
  void processesAreShownAsTheyStart(String buffer) throws Exception {
    needsRoot();
    Process snoop = start("execsnoop", buffer);
    Path program = Files.copy(Path.of("/bin/true"), folder.resolve("a_known_name"));
    while (snoop.isAlive() && !Files.readString(output).contains("a_known_name")) {
      execute(program.toString(), "one", "two words", "tab\there");
    }
    snoop.destroy(); // SIGTERM
    assertNotEquals(OK, snoop.waitFor());
    expect(
        "^TIME +PID +PPID +COMM +ARGUMENTS$",
        "^[0-9:.]+ +[0-9]+ +"
            + ProcessHandle.current().pid()
            + " a_known_name +/.*/a_known_name one two words tab\\?here$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-perf", "--perf"})
  @Tag("kernel")
  void startedProcessesAreJsonForPipes(String buffer) throws Exception {
    needsRoot();
    Process snoop = start("execsnoop", "--json", "--count", "50", buffer);
    Path program = Files.copy(Path.of("/bin/true"), folder.resolve("a_known_name"));
    while (snoop.isAlive()) {
      execute(program.toString(), "quoted \" and \\");
    }
    assertEquals(OK, snoop.waitFor());
    List<String> lines = Files.readAllLines(output);
    assertEquals(50, lines.stream().filter(line -> line.startsWith("{\"time\":")).count());
    expect(
        "^\\{\"time\":\"[0-9T:.-]+Z\",\"pid\":[0-9]+,\"ppid\":[0-9]+,\"comm\":\"a_known_name\","
            + "\"args\":\\[\"/[^\"]*/a_known_name\",\"quoted \\\\u0022 and \\\\u005c\"\\]\\}$");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-perf", "--perf"})
  @Tag("kernel")
  void eventsThatFoundNoRoomAreShown(String buffer) throws Exception {
    needsRoot();
    Process snoop = start("execsnoop", "--json", buffer);
    while (snoop.isAlive() && Files.size(output) == 0) {
      execute("true");
    }
    String pid = String.valueOf(snoop.pid());
    execute("kill", "-STOP", pid); // its buffer has room for 1,000 events, of one CPU
    execute(
        "taskset",
        "-c",
        "0",
        "sh",
        "-c",
        "i=0; while [ $i -lt 3000 ]; do /bin/true; i=$((i + 1)); done");
    execute("kill", "-CONT", pid);
    while (snoop.isAlive() && !Files.readString(output).contains("dropped")) {
      execute("true");
    }
    snoop.destroy();
    snoop.waitFor();
    expect("^\\{\"dropped\":[1-9][0-9]*\\}$");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("kernel")
  void waitsForAProcessorAreDrawn(boolean perCpu) throws Exception {
    needsRoot();
    List<String> arguments = new ArrayList<>(List.of("runqlat", "--count", "2"));
    if (perCpu) {
      arguments.add("--per-cpu");
    }
    assertEquals(OK, run(arguments.toArray(String[]::new)));
    expect(
        perCpu ? "^CPU [0-9]+$" : "^All CPUs$",
        "^ +microseconds : waits +$",
        "^ +[0-9]+ -> [0-9]+ +: [1-9][0-9]* +#+$");
  }

  @Test
  @Tag("kernel")
  void processesThatOpenFilesAreCounted() throws Exception {
    needsRoot();
    Process snoop = start("opensnoop", "--top", "1000");
    Path program = Files.copy(Path.of("/bin/cat"), folder.resolve("a_known_cat"));
    while (snoop.isAlive() && !Files.readString(output).contains("a_known_cat")) {
      execute(program.toString(), output.toString(), "/dev/null", "/dev/null");
    }
    snoop.destroy(); // SIGTERM
    assertNotEquals(OK, snoop.waitFor());
    expect("^ +PID COMM +OPENS LAST$", "^ +[0-9]+ a_known_cat +[1-9][0-9]* [0-9]+ ms ago$");
  }

  @Test
  @Tag("kernel")
  void openSnoopEndsAfterSoManyTables() throws Exception {
    needsRoot();
    assertEquals(OK, run("opensnoop", "--count", "2", "--top", "1"));
    List<String> lines = Files.readAllLines(output);
    assertEquals(2, lines.stream().filter(line -> line.endsWith(" OPENS LAST")).count());
    assertTrue(lines.size() <= 6, lines.toString());
  }

  @Test
  @Tag("kernel")
  void aFirewallsRulesChangeWhilePacketsArrive() throws Exception {
    needsRoot();
    Path commands =
        Files.write(
            folder.resolve("commands"),
            List.of(
                "connect",
                "block 198.18.0.0/30",
                "connect",
                "allow 198.18.0.2",
                "connect",
                "show",
                "forget 198.18.0.2",
                "connect",
                "block nonsense"));
    Process firewall = start(java(JAR, "xdp-firewall"), commands);
    assertEquals(OK, firewall.waitFor(), () -> printed().toString());
    assertEquals(
        List.of(
            "198.18.0.2 connects",
            "198.18.0.2 gets no answer",
            "198.18.0.2 connects",
            "forgotten",
            "198.18.0.2 gets no answer"),
        printed().stream()
            .filter(line -> line.matches("198.18.*(connects|answer)|forg.*"))
            .toList());
    expect(
        "^link of program filter is attached: Xdp to interface 'veth[0-9]+', generic$",
        "^block 198\\.18\\.0\\.0/30 +[1-9][0-9]* packets$",
        "^allow 198\\.18\\.0\\.2/32 +[1-9][0-9]* packets$",
        "^[1-9][0-9]* passed, [1-9][0-9]* dropped$",
        "^no prefix, such as 10\\.0\\.0\\.0/8: ");
    String device = printed().get(0).replaceFirst(".*(veth[0-9]+).*", "$1");
    while (Files.exists(Path.of("/sys/class/net", device))) { // namespaces end a little later
      Thread.sleep(20);
    }
  }

  @Test
  @Tag("kernel")
  void connectionsOfACommandAreShownAndRefused() throws Exception {
    needsRoot();
    try (ServerSocket open = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        ServerSocket refused = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      String connect = "</dev/tcp/127.0.0.1/";
      String script =
          connect + open.getLocalPort() + " && ! " + connect + refused.getLocalPort() + "; exit 7";
      int status =
          run(
              "cgroup-connect",
              "--refuse",
              "1," + refused.getLocalPort(),
              "--",
              "bash",
              "-c",
              script);
      assertEquals(7, status, () -> printed().toString());
      expect(
          "^ *[0-9]+ bash +127\\.0\\.0\\.1 port " + open.getLocalPort() + "$",
          "^ *[0-9]+ bash +127\\.0\\.0\\.1 port " + refused.getLocalPort() + ", refused$",
          "Operation not permitted");
    }
  }

  @Test
  @Tag("kernel")
  void hostNamesThatProcessesAskForAreShown() throws Exception {
    needsRoot();
    Process snoop = start("uprobe");
    while (snoop.isAlive() && !Files.readString(output).contains("localhost")) {
      execute("getent", "ahosts", "localhost");
    }
    snoop.destroy(); // SIGTERM
    assertNotEquals(OK, snoop.waitFor());
    expect("^ +PID COMM +MS RESULT NAME$", "^ *[0-9]+ getent +[0-9]+\\.[0-9]{3} +0 localhost$");
  }

  @Test
  @Tag("kernel")
  void hostsThatAnInterfaceExchangesWithAreShown() throws Exception {
    needsRoot();
    Process bandwidth = start("tc-bandwidth", "lo", "--top", "1000");
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      DatagramPacket packet =
          new DatagramPacket(new byte[1000], 1000, socket.getLocalSocketAddress());
      while (bandwidth.isAlive() && !Files.readString(output).contains("127.0.0.1")) {
        socket.send(packet);
      }
    }
    bandwidth.destroy(); // SIGTERM
    assertNotEquals(OK, bandwidth.waitFor());
    expect(
        "^HOST +RECEIVED bit/s +SENT bit/s$", "^127\\.0\\.0\\.1 +[1-9][0-9]{3,} +[1-9][0-9]{3,}$");
  }

  @Test
  @Tag("kernel")
  void processesOfTheKernelAreListed() throws Exception {
    needsRoot();
    assertEquals(OK, run("tasks", "--top", "100000"));
    long self = ProcessHandle.current().pid();
    long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    expect(
        "^ +PID +PPID COMM +THREADS +USER ms +SYSTEM ms STARTED s ago$",
        "^ *" + self + " +" + parent + " java +[1-9][0-9]+ +[1-9][0-9]* +[0-9]+ +[0-9]+$",
        "^[1-9][0-9]* processes, [1-9][0-9]* threads$");
  }

  @Test
  @Tag("kernel")
  void stacksOfABusyProcessAreFolded() throws Exception {
    needsRoot();
    Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      assertEquals(OK, run("profile", "--seconds", "1", "--pid", Long.toString(busy.pid())));
    } finally {
      busy.destroyForcibly().waitFor();
    }
    expect("^sh;([^ ;]+;)*(dash|bash|sh|libc)[^ ;]*\\+0x[0-9a-f]+.* [1-9][0-9]*$");
  }

  @Test
  @Tag("kernel")
  void whatTheKernelHasIsListed() throws Exception {
    needsRoot();
    assertEquals(OK, run("features"));
    expect(
        "^Linux [0-9]+\\.[0-9]+",
        "^PROGRAM TYPES +[1-9][0-9]* of [1-9][0-9]*$",
        "^  socket_filter +yes +since 3\\.19$",
        "^  hash +yes +since 3\\.19$");
    assertEquals(OK, run("features", "--helpers", "XDP"));
    expect("^HELPERS OF xdp +[1-9][0-9]* of", "^  .*xdp_adjust_head +yes");
  }

  @Test
  @Tag("kernel")
  void typesOfTheKernelAreWrittenAsC() throws Exception {
    needsRoot();
    Path header = folder.resolve("vmlinux.h");
    assertEquals(OK, run("vmlinux", header.toString()));
    expect("vmlinux.h: [1-9][0-9]+ types, [1-9][0-9]+ bytes of C$");
    assertTrue(Files.readString(header).contains("\nstruct task_struct {\n"));
  }

  private static void execute(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    new ProcessBuilder(command).start().waitFor();
  }

  @Test
  @Tag("kernel")
  void withoutPrivilegesOneLineNamesTheCapability() throws Exception {
    needsRoot();
    // A place that everybody may read.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = Files.copy(JAR, folder.resolve("examples.jar"));
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    command.add("--bounding-set=-all");
    command.addAll(java(jar, "globals"));
    assertNotEquals(OK, start(command).waitFor());
    expect("^load object 'globals\\.bpf\\.o': EPERM \\(-1\\), the process lacks CAP_BPF");
    List<String> lines = Files.readAllLines(output);
    assertTrue(lines.get(lines.size() - 1).startsWith("load object "), lines.toString());
  }

  private static void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "loading BPF objects needs root");
  }

  private int run(String... arguments) throws Exception {
    return start(arguments).waitFor();
  }

  private Process start(String... arguments) throws IOException {
    return start(java(JAR, arguments));
  }

  private Process start(List<String> command) throws IOException {
    return start(command, Path.of("/dev/null"));
  }

  private Process start(List<String> command, Path input) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(input.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.redirectOutput(output.toFile()).start();
  }

  private static List<String> java(Path jar, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> printed() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each pattern is found in one of the lines that were printed. */
  private void expect(String... patterns) throws IOException {
    List<String> lines = Files.readAllLines(output);
    for (String pattern : patterns) {
      Pattern line = Pattern.compile(pattern);
      assertTrue(
          lines.stream().anyMatch(text -> line.matcher(text).find()),
          () -> "no line like '" + pattern + "' among\n" + String.join("\n", lines));
    }
  }
}
