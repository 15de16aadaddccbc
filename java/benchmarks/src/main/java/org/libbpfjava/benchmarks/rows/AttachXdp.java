package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.NetworkDevice;
import org.libbpfjava.attach.Xdp;

/** An XDP program at one end of a veth pair of its own, whose name is the argument. */
public class AttachXdp extends AttachRow {
  /** Java does not tell the index of an interface without an address. */
  private static final int INDEX = 4711;

  public AttachXdp() {
    super("places", "on_receive");
  }

  @Override
  AttachOptions place() {
    ip("add", argument, "index", "" + INDEX, "type", "veth", "peer", "name", argument + "-peer");
    return Xdp.to(NetworkDevice.ofIndex(INDEX));
  }

  @Override
  void close() {
    ip("del", argument);
    super.close();
  }

  private static void ip(String... words) {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of("ip", "link"))).inheritIO();
    builder.command().addAll(List.of(words));
    try {
      int status = builder.start().waitFor();
      if (status != 0) {
        throw new IllegalStateException(builder.command() + ": status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
