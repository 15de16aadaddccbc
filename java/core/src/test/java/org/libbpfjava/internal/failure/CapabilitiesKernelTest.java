package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.ChildProcess;

/**
 * Processes with some of the capabilities: for each kind of program the missing one is named, and
 * no other.
 */
@KernelTest
class CapabilitiesKernelTest {
  private static final KernelVersion CAP_BPF = KernelVersion.of(5, 8);
  private static final String SOURCE =
      """
      #define SEC(name) __attribute__((section(name), used))
      char _license[] SEC("license") = "GPL";
      SEC("%s") int prog(void *ctx) { return 0; }
      """;

  /** Loads each object that is an argument and prints what became of it. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) {
      for (String file : args) {
        try (OpenBpfObject open = BpfObject.open(Path.of(file))) {
          open.load().close();
          System.out.println("loaded");
        } catch (BpfPermissionException e) {
          String message = String.valueOf(e.getMessage());
          System.out.println(message.replaceAll(".*the process lacks (.*); it has .*", "$1"));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "socket | bpf | loaded",
        "socket | net_admin,perfmon | CAP_BPF",
        "raw_tp/sys_enter | bpf,net_admin | CAP_PERFMON (for programs of type raw_tracepoint)",
        "raw_tp/sys_enter | bpf,perfmon | loaded",
        "raw_tp/sys_enter | perfmon | CAP_BPF",
        "tracepoint/a/b | bpf | CAP_PERFMON (for programs of type tracepoint)",
        "perf_event | bpf | CAP_PERFMON (for programs of type perf_event)",
        "xdp | bpf,perfmon | CAP_NET_ADMIN (for programs of type xdp)",
        "xdp | bpf,net_admin | loaded",
        "tc | bpf,perfmon | CAP_NET_ADMIN (for programs of type sched_cls)",
        "sockops | bpf,perfmon | CAP_NET_ADMIN (for programs of type sock_ops)",
        "xdp | sys_admin | loaded",
        "raw_tp/sys_enter | sys_admin | loaded"
      })
  void theMissingOneIsNamed(String section, String capabilities, String expected) throws Exception {
    KernelTier.needs("CAP_BPF and CAP_PERFMON are", CAP_BPF);
    String printed = load(List.of(capabilities.split(",", -1)), List.of(section)).strip();
    assertEquals(expected, printed.replaceFirst("^CAP_BPF \\([^)]*\\)", "CAP_BPF"));
  }

  @Test
  void aProcessWithoutAnyIsToldAllThatItsObjectNeeds() throws Exception {
    KernelTier.needs("CAP_BPF and CAP_PERFMON are", CAP_BPF);
    String printed = load(List.of(), List.of("tracepoint/a/b", "xdp"));
    assertEquals(
        List.of(
            "CAP_BPF, CAP_PERFMON (for programs of type tracepoint)",
            "CAP_BPF, CAP_NET_ADMIN (for programs of type xdp)"),
        printed.lines().map(line -> line.replaceFirst("^CAP_BPF \\([^)]*\\)", "CAP_BPF")).toList());
  }

  @TempDir Path folder;

  private String load(List<String> capabilities, List<String> sections) throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    List<String> files = new ArrayList<>();
    for (String section : sections) {
      Path file = folder.resolve(files.size() + ".bpf.o");
      Files.write(file, Clang.object(SOURCE.formatted(section)));
      files.add(file.toString());
    }
    StringBuilder set = new StringBuilder("-all");
    capabilities.forEach(capability -> set.append(",+").append(capability));
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--bounding-set", set.toString(), "--inh-caps", set.toString()));
    command.addAll(ChildProcess.java(Loading.class, files.toArray(new String[0])));
    ChildProcess child = ChildProcess.run(Map.of(), command);
    assertEquals(0, child.status(), child.output());
    return Arrays.stream(child.output().split("\n", -1))
        .filter(line -> line.startsWith("CAP_") || line.equals("loaded"))
        .reduce("", (all, line) -> all + line + "\n");
  }
}
