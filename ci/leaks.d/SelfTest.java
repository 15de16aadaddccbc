import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.BpfScope;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.ProgramType;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;

/**
 * Lets ci/leaks watch commands that leave something and commands beside which others use BPF.
 *
 * <p>Started again by itself, as those: {@code hold} keeps a program, and its map through the
 * program alone, until its input ends; {@code leave} starts such a one in the background and ends.
 * Needs root, and runs in a mount namespace of its own, with a BPF file system in its folder.
 */
final class SelfTest {
  private static int failures;

  private SelfTest() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "hold" -> hold(Path.of(arguments[1]));
      case "leave" -> leave(Path.of(arguments[1]));
      default -> test(arguments[0], Path.of(arguments[1]));
    }
  }

  private static void hold(Path ready) throws IOException {
    try (BpfScope scope = BpfScope.open("held")) {
      try (BpfScope until = BpfScope.open("map until loaded")) {
        BpfMap map = until.createMap(MapOptions.array("held_map", 8, 1));
        scope.loadProgram(
            ProgramOptions.of(
                ProgramType.SOCKET_FILTER,
                "held_program",
                new Assembler()
                    .loadMapValue(Register.R1, map, 0)
                    .mov(Register.R0, 0)
                    .exit()
                    .instructions()));
      }
      Files.writeString(ready, String.valueOf(ProcessHandle.current().pid()));
      while (System.in.read() >= 0) {
        // until whoever started it is done
      }
    }
  }

  private static void leave(Path folder) throws Exception {
    Path ready = folder.resolve("left");
    Path input = folder.resolve("input"); // a pipe that the test keeps open
    List<String> command = self("hold", ready.toString());
    new ProcessBuilder(command).redirectInput(input.toFile()).start();
    await(ready);
  }

  private static void test(String leaks, Path folder) throws Exception {
    expect("a command that leaves nothing", run(leaks, "true"), 0, "");
    expect("the command's own status", run(leaks, "sh", "-c", "exit 7"), 7, "");

    Path pin = folder.resolve("bpf/pinned");
    expect(
        "a map that is left pinned",
        run(leaks, "bpftool", "map", "create", pin.toString(), "type", "array", "key", "4", "value",
            "4", "entries", "1", "name", "left_pinned"),
        1,
        "alive 10 s after",
        "left_pinned",
        "pinned " + pin);
    Files.delete(pin);

    Path held = folder.resolve("held");
    Process holder = null;
    Process watch =
        new ProcessBuilder(
                leaks, "sh", "-c", "while [ ! -s " + held + " ]; do sleep 0.1; done")
            .redirectErrorStream(true)
            .start();
    try {
      // The first look comes before the command, and the command marks its processes.
      awaitProcess("while [ ! -s " + held);
      holder = new ProcessBuilder(self("hold", held.toString())).start();
      expect("a program that another process made and holds", end(watch), 0, "");
    } finally {
      end(holder);
    }

    Path input = folder.resolve("input");
    run("mkfifo", input.toString());
    Path left = folder.resolve("left");
    Result result;
    // Opened for both, or opening would wait for the other side.
    try (var pipe = new java.io.RandomAccessFile(input.toFile(), "rw")) {
      result = run(join(List.of(leaks), self("leave", folder.toString())));
    }
    expect(
        "a process that the command leaves in the background",
        result,
        1,
        "held_program",
        "held by pid " + Files.readString(left));
    System.exit(failures == 0 ? 0 : 1);
  }

  private record Result(int status, String output) {}

  private static void expect(String what, Result actual, int status, String... parts) {
    boolean as = actual.status == status;
    for (String part : parts) {
      as &= part.isEmpty() ? actual.output.isEmpty() : actual.output.contains(part);
    }
    System.out.println((as ? "ok      " : "FAILED  ") + what);
    if (!as) {
      failures++;
      System.out.println("  status " + actual.status + ", expected " + status);
      System.out.println("  " + actual.output.replace("\n", "\n  "));
    }
  }

  private static Result run(String... command) throws Exception {
    return run(List.of(command));
  }

  private static Result run(List<String> command) throws Exception {
    return end(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private static Result end(Process process) throws Exception {
    if (process == null) {
      return new Result(0, "");
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, SECONDS)) {
      throw new AssertionError("does not end: " + process.info());
    }
    return new Result(process.exitValue(), output);
  }

  private static List<String> self(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(System.getProperty("jdk.sources", new File("ci/leaks.d/SelfTest.java").getPath()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> join(List<String> one, List<String> other) {
    List<String> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  private static void await(Path file) throws Exception {
    for (int i = 0; !Files.exists(file) || Files.size(file) == 0; i++) {
      if (i > 600) {
        throw new AssertionError(file + " does not come");
      }
      Thread.sleep(100);
    }
  }

  private static void awaitProcess(String commandLine) throws Exception {
    for (int i = 0; i < 600; i++) {
      boolean runs =
          ProcessHandle.allProcesses()
              .anyMatch(p -> p.info().commandLine().orElse("").startsWith("/bin/sh -c " + commandLine)
                  || p.info().commandLine().orElse("").contains("sh -c " + commandLine)
                      && !p.info().commandLine().orElse("").contains("Leaks.java"));
      if (runs) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no process " + commandLine);
  }
}
