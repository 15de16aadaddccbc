package org.libbpfjava.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair of network interfaces that are wired to each other. One end is here, the other in a
 * network namespace that a child process holds: the pair goes when that ends, at the latest with
 * this process, however it ends.
 */
final class VethPair implements AutoCloseable {
  static final String ADDRESS = "198.18.0.1"; // of a range that is for tests: RFC 2544
  static final String PEER_ADDRESS = "198.18.0.2";

  private final Process holder;
  private final String device;

  private VethPair(Process holder, String device) {
    this.holder = holder;
    this.device = device;
  }

  static VethPair create() throws IOException, InterruptedException {
    // cat ends when nobody has the other end of its input.
    Process holder = new ProcessBuilder("unshare", "--net", "cat").start();
    VethPair pair = new VethPair(holder, "veth" + holder.pid());
    try {
      holder.getOutputStream().write('\n');
      holder.getOutputStream().flush();
      if (holder.getInputStream().read() < 0) { // it answers from its namespace
        throw new IOException(
            "unshare: " + new String(holder.getErrorStream().readAllBytes(), UTF_8));
      }
      String namespace = Long.toString(holder.pid());
      run("ip", "link", "add", pair.device, "type", "veth", "peer", "eth0", "netns", namespace);
      run("ip", "address", "add", ADDRESS + "/30", "dev", pair.device);
      run("ip", "link", "set", pair.device, "up");
      pair.runAtPeer("ip", "address", "add", PEER_ADDRESS + "/30", "dev", "eth0");
      pair.runAtPeer("ip", "link", "set", "eth0", "up");
      return pair;
    } catch (Throwable e) {
      pair.close();
      throw e;
    }
  }

  /** {@return the name of the interface that is here} */
  String device() {
    return device;
  }

  /** {@return whether a connection from the other end to a port of this one is answered} */
  boolean connects(int port) throws IOException, InterruptedException {
    return start(inNamespace("timeout", "1", "bash", "-c", "</dev/tcp/" + ADDRESS + "/" + port))
            .waitFor()
        == 0;
  }

  private void runAtPeer(String... command) throws IOException, InterruptedException {
    run(inNamespace(command).toArray(String[]::new));
  }

  private List<String> inNamespace(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--net", "--target"));
    all.add(Long.toString(holder.pid()));
    all.addAll(List.of(command));
    return all;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = start(List.of(command));
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
  }

  @Override
  public void close() {
    holder.destroy();
    try {
      holder.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
