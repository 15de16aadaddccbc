package org.libbpfjava.examples;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.map.TypedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Attaches to both directions of a network interface, and reads what its programs count. */
@Command(
    name = "tc-bandwidth",
    description = "Show which hosts a network interface exchanges most with.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // links need no more than to be open
final class TcBandwidth implements Callable<Integer> {
  @Parameters(description = "The network interface, such as eth0.")
  private String device = "";

  @Option(names = "--interval", description = "Seconds between two tables, 1 unless told.")
  private int seconds = 1;

  @Option(names = "--count", description = "End after so many tables; else with Ctrl-C.")
  private int count = Integer.MAX_VALUE;

  @Option(names = "--top", description = "Show so many hosts, 10 unless told.")
  private int top = 10;

  @Spec private CommandSpec spec;

  /** {@code struct address} of the program, as Java has addresses. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  private record Address(byte[] bytes, int isIpv6) {
    String text() {
      try {
        byte[] address = isIpv6 == 0 ? Arrays.copyOf(bytes, 4) : bytes;
        return InetAddress.getByAddress(address).getHostAddress();
      } catch (UnknownHostException e) {
        throw new AssertionError(e); // it has 4 or 16 bytes
      }
    }
  }

  /** {@code struct traffic} of the program. */
  private record Traffic(long receivedBytes, long sentBytes) {
    static final Traffic NONE = new Traffic(0, 0);

    Traffic since(Traffic before) {
      // A host that the program had forgotten begins anew.
      return receivedBytes < before.receivedBytes || sentBytes < before.sentBytes
          ? this
          : new Traffic(receivedBytes - before.receivedBytes, sentBytes - before.sentBytes);
    }

    long bytes() {
      return receivedBytes + sentBytes;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    BpfSource source = BpfSource.ofResource(TcBandwidth.class, "/bpf/tc_bandwidth.bpf.o");
    try (BpfObject object = BpfObject.load(source, open -> {});
        BpfLink in = object.program("on_receive").attach(Tcx.to(device));
        BpfLink out = object.program("on_send").attach(Tcx.to(device));
        Interruption interruption = Interruption.onSignal()) {
      TypedMap<Address, Traffic> hosts = object.map("hosts").typed(Address.class, Traffic.class);
      Map<String, Traffic> before = read(hosts);
      for (int i = 0; i < count && interruption.sleep(Duration.ofSeconds(seconds)); i++) {
        Map<String, Traffic> now = read(hosts);
        show(now, before);
        before = now;
      }
    }
    return 0;
  }

  private static Map<String, Traffic> read(TypedMap<Address, Traffic> hosts) {
    Map<String, Traffic> all = new HashMap<>();
    hosts.forEach((address, traffic) -> all.put(address.text(), traffic));
    return all;
  }

  private void show(Map<String, Traffic> now, Map<String, Traffic> before) {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Traffic> moved = new HashMap<>();
    now.forEach((host, all) -> moved.put(host, all.since(before.getOrDefault(host, Traffic.NONE))));
    out.printf("%-39s %14s %14s%n", "HOST", "RECEIVED bit/s", "SENT bit/s");
    moved.entrySet().stream()
        .filter(host -> host.getValue().bytes() > 0)
        .sorted(Comparator.comparing(host -> -host.getValue().bytes()))
        .limit(top)
        .forEach(
            host ->
                out.printf(
                    "%-39s %14d %14d%n",
                    host.getKey(),
                    host.getValue().receivedBytes * 8 / seconds,
                    host.getValue().sentBytes * 8 / seconds));
    out.println();
    out.flush();
  }
}
