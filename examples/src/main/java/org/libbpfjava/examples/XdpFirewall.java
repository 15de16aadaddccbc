package org.libbpfjava.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.Xdp;
import org.libbpfjava.attach.XdpMode;
import org.libbpfjava.map.LpmPrefix;
import org.libbpfjava.map.LpmTrie;
import org.libbpfjava.map.MapEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Attaches to a network interface, and changes the rules of the program while packets arrive. */
@Command(
    name = "xdp-firewall",
    description = "Drop packets by their source address; rules are read from standard input.",
    footer = {
      "",
      "Rules, one a line:",
      "  block PREFIX   such as 10.0.0.0/8 or fd00::1",
      "  allow PREFIX   within a larger one that is blocked",
      "  forget PREFIX",
      "  show           the rules, and how many packets met each",
      "  connect        tries a connection from the other end of the pair"
    },
    mixinStandardHelpOptions = true)
@SuppressWarnings("try") // the link needs no more than to be open
final class XdpFirewall implements Callable<Integer> {
  @Option(
      names = "--device",
      description =
          "The network interface; else a pair of its own, with the other end in a"
              + " network namespace.")
  private String device = "";

  @Option(
      names = "--native",
      description = "Run in the driver, which must have XDP; else generic, which all have.")
  private boolean inDriver;

  private static final String OBJECT = "/bpf/xdp_firewall.bpf.o";

  @Spec private CommandSpec spec;

  /** {@code struct rule} of the program. */
  private record Rule(boolean blocks, long packets) {}

  private record Rules(LpmTrie<Rule> rules4, LpmTrie<Rule> rules6) {
    static Rules of(BpfObject object) {
      return new Rules(object.map("rules4").lpm(Rule.class), object.map("rules6").lpm(Rule.class));
    }

    LpmTrie<Rule> of(LpmPrefix prefix) {
      return prefix.address() instanceof Inet4Address ? rules4 : rules6;
    }

    Stream<MapEntry<LpmPrefix, Rule>> all() {
      return Stream.concat(rules4.stream(), rules6.stream());
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (VethPair pair = device.isEmpty() ? VethPair.create() : null;
        BpfObject object =
            BpfObject.load(BpfSource.ofResource(XdpFirewall.class, OBJECT), open -> {})) {
      Xdp place =
          Xdp.to(pair == null ? device : pair.device())
              .withMode(inDriver ? XdpMode.NATIVE : XdpMode.GENERIC);
      try (BpfLink link = object.program("filter").attach(place);
          Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
        Rules rules = Rules.of(object);
        out().println(link + " is attached: " + place);
        while (lines.hasNextLine()) {
          String[] words = lines.nextLine().strip().split("\\s+", -1);
          if (words[0].equals("connect") && pair != null) {
            connect(pair);
          } else {
            obey(words, rules, object);
          }
          out().flush();
        }
      }
    }
    return 0;
  }

  private void obey(String[] words, Rules rules, BpfObject object) {
    try {
      switch (words[0]) {
        case "block", "allow" -> {
          LpmPrefix prefix = LpmPrefix.parse(words[1]);
          rules.of(prefix).put(prefix, new Rule(words[0].equals("block"), 0));
        }
        case "forget" -> {
          LpmPrefix prefix = LpmPrefix.parse(words[1]);
          out().println(rules.of(prefix).remove(prefix) ? "forgotten" : "there was none");
        }
        case "show" -> {
          rules.all().forEach(rule -> out().println(line(rule)));
          out()
              .printf(
                  "%d passed, %d dropped%n",
                  object.variable("passed").getLong(), object.variable("dropped").getLong());
        }
        default -> out().println("block, allow or forget PREFIX, or show; not " + words[0]);
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      out().println("no prefix, such as 10.0.0.0/8: " + e.getMessage());
    }
  }

  private static String line(MapEntry<LpmPrefix, Rule> rule) {
    return String.format(
        "%s %-18s %d packets",
        rule.value().blocks ? "block" : "allow", rule.key(), rule.value().packets);
  }

  /** A connection from the other end, which the kernel answers if the packets pass. */
  private void connect(VethPair pair) throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(VethPair.ADDRESS, 0));
      out()
          .println(
              VethPair.PEER_ADDRESS
                  + (pair.connects(server.getLocalPort()) ? " connects" : " gets no answer"));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
