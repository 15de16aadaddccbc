package org.libbpfjava.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs Java and C, and peers where there are any, in turns and ends in one table. */
@SuppressWarnings("NullAway.Init") // picocli fills the options
@Command(name = "bench", description = "Measures the library against libbpf in C.")
final class Bench implements Callable<Integer> {
  @Option(names = "--baseline", required = true, description = "the C program")
  private Path baselineProgram;

  @Option(names = "--objects", required = true, description = "the folder of BPF objects")
  private Path objects;

  @Option(names = "--archives", required = true, description = "libbpf as C has it, a folder")
  private Path archives;

  @Option(names = "--quick", description = "one round: two to three minutes")
  private boolean quick;

  @Option(names = "--rows", description = "only rows whose title this finds")
  private Pattern rows = Pattern.compile("");

  @Option(names = "--json", description = "write all figures to this file")
  private @Nullable Path json;

  @Option(names = "--page", description = "write the results page to this file")
  private @Nullable Path page;

  @Option(names = "--causes", description = "why rows miss their goals: JSON")
  private @Nullable Path causes;

  @Option(names = "--hello-ebpf", description = "a built checkout of hello-ebpf, to run as well")
  private @Nullable Path helloEbpf;

  @Option(names = "--hello-ebpf-jdk", description = "JDK 22 or newer for it: this one unless told")
  private Path helloEbpfJdk = Path.of(System.getProperty("java.home"));

  @Option(names = "--hello-ebpf-library-path", description = "where that JDK looks for libbpf")
  private @Nullable String helloEbpfLibraryPath;

  @Option(names = "--hello-ebpf-rows", description = "the folder of the sources of its rows")
  private Path helloEbpfRows = Path.of("src/peer/java");

  @Option(names = "--cilium-ebpf", description = "a checkout of cilium/ebpf, to run as well")
  private @Nullable Path ciliumEbpf;

  @Option(names = "--cilium-ebpf-go", description = "the go command for it: PATH's unless told")
  private String ciliumEbpfGo = "go";

  @Option(names = "--cilium-ebpf-rows", description = "the folder of the sources of its rows")
  private Path ciliumEbpfRows = Path.of("src/peer/go");

  @Option(names = "--libbpf-rs", description = "a folder of crates with libbpf-rs, to run as well")
  private @Nullable Path libbpfRs;

  @Option(names = "--aya", description = "a folder of crates with aya, to run as well")
  private @Nullable Path aya;

  @Option(names = "--cargo", description = "the cargo command for both: PATH's unless told")
  private String cargo = "cargo";

  @Option(names = "--rust-rows", description = "the folder of the sources of their rows")
  private Path rustRows = Path.of("src/peer/rust");

  @Option(names = "--from", description = "measure nothing, take the figures of this file")
  private @Nullable Path from;

  @Spec private CommandSpec spec;

  private final List<Peer> peers = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    System.setProperty("jmh.ignoreLock", "true"); // its lock is for runs that do not take turns
    try {
      preparePeers();
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println("bench: " + e.getMessage());
      return 2;
    }
    Report report = from != null ? Report.read(from) : measure();
    if (json != null) {
      report.write(json);
    }
    if (page != null) {
      Files.writeString(page, new Page(report, loadCauses()).markdown());
    }
    System.out.println(new Table(report.lines(), report.peers()).text());
    boolean comparable =
        report.lines().stream()
                .allMatch(line -> Goal.judge(line, report.lines()) != Goal.Verdict.REFUSED)
            && report.peers().values().stream()
                .flatMap(results -> results.values().stream())
                .noneMatch(PeerResult::isRefused);
    return comparable ? 0 : 1;
  }

  private void preparePeers() throws IOException {
    boolean asked = Stream.of(helloEbpf, ciliumEbpf, libbpfRs, aya).anyMatch(Objects::nonNull);
    if (from != null && asked) {
      throw new IllegalArgumentException("--from measures nothing, so it takes no peer");
    }
    Path output = objects.toAbsolutePath().resolveSibling("peer");
    if (helloEbpf != null) {
      peers.add(
          HelloEbpf.build(
              helloEbpf.toAbsolutePath(),
              helloEbpfJdk.toAbsolutePath(),
              helloEbpfLibraryPath,
              helloEbpfRows.toAbsolutePath(),
              output.resolve("hello-ebpf")));
    }
    if (ciliumEbpf != null) {
      peers.add(
          CiliumEbpf.build(
              ciliumEbpf.toAbsolutePath(),
              ciliumEbpfGo,
              ciliumEbpfRows.toAbsolutePath(),
              objects.toAbsolutePath(),
              output.resolve("cilium-ebpf")));
    }
    prepareRustPeers(output);
  }

  private void prepareRustPeers(Path output) throws IOException {
    Cargo compiler = new Cargo(cargo, rustRows.toAbsolutePath());
    if (libbpfRs != null) {
      peers.add(
          LibbpfRs.build(
              libbpfRs.toAbsolutePath(),
              compiler,
              archives.toAbsolutePath(),
              objects.toAbsolutePath(),
              output.resolve("libbpf-rs")));
    }
    if (aya != null) {
      peers.add(
          Aya.build(
              aya.toAbsolutePath(), compiler, objects.toAbsolutePath(), output.resolve("aya")));
    }
  }

  private Report measure() throws IOException {
    int rounds = quick ? 1 : 4; // even: each side begins as often as the other
    JavaSide java = new JavaSide(objects);
    Baseline c = new Baseline(baselineProgram, objects);
    List<Line> lines = new ArrayList<>();
    for (RowSpec whole : RowSpec.all()) {
      RowSpec row =
          quick && whole.isOfWholeObjects()
              ? whole.withOperations(Math.max(1, whole.operations() / 10))
              : whole;
      if (rows.matcher(row.title()).find()) {
        progress(row.title());
        Optional<String> missing = row.missing();
        lines.add(
            missing.isPresent()
                ? Line.notRun(row, missing.get())
                : row.isTimed()
                    ? time(row, rounds, lines.size(), java, c)
                    : probe(row, rounds, java, c));
        keep(lines, rounds);
      }
    }
    String startUp = "JVM start";
    if (rows.matcher(startUp).find()) {
      progress(startUp);
      Path work = Files.createTempDirectory("bench");
      try {
        lines.addAll(new StartUp(work, c, objects).measure(quick ? 5 : 15));
      } finally {
        delete(work);
      }
    }
    return report(lines, rounds);
  }

  /** What a run of half an hour has measured is not lost where a later row fails. */
  private void keep(List<Line> lines, int rounds) throws IOException {
    if (json != null) {
      report(lines, rounds).write(json);
    }
  }

  private Report report(List<Line> lines, int rounds) throws IOException {
    Machine machine = Machine.here();
    Map<String, Map<String, PeerResult>> results = new LinkedHashMap<>();
    for (Peer peer : peers) {
      machine.facts().putAll(peer.facts());
      results.put(peer.name(), peer.results());
    }
    return new Report(machine, quick, rounds, lines, results);
  }

  /** Who begins changes from round to round, and where there is but one from row to row. */
  private Line time(RowSpec row, int rounds, int number, JavaSide java, Baseline c)
      throws IOException {
    boolean slow = row.isOfWholeObjects();
    int warmupMillis = slow ? (quick ? 2000 : 30_000) : row.isOfEvents() ? 4000 : 200;
    int warmup = slow ? 2 : quick ? 8 : 12;
    int iterations = slow || quick ? 5 : 9;
    List<Line.Round> results = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      if ((i + number) % 2 == 0) {
        Side ours = java.time(row, warmupMillis, warmup, iterations);
        results.add(new Line.Round(ours, c.run(row, 1, iterations)));
      } else {
        Side theirs = c.run(row, 1, iterations);
        results.add(new Line.Round(java.time(row, warmupMillis, warmup, iterations), theirs));
      }
      for (Peer peer : peers) {
        peer.time(row, c, warmup, iterations);
      }
    }
    return new Line(row.function(), row.argument(), row.title(), row.goal(), results);
  }

  private Line probe(RowSpec row, int rounds, JavaSide java, Baseline c) {
    List<Line.Round> results = new ArrayList<>();
    do {
      Side ours = java.probe(row);
      List<String> command = c.command(row.function(), row.argument());
      results.add(new Line.Round(ours, Child.runOnAllProcessors(command).side(1)));
    } while (!results.get(0).java().nanos().isEmpty() && results.size() < rounds);
    for (Peer peer : peers) {
      peer.probe(row, results.get(0).c());
    }
    return new Line(row.function(), row.argument(), row.title(), row.goal(), results);
  }

  static void progress(String title) {
    System.err.println("bench: " + title);
  }

  private Causes loadCauses() throws IOException {
    return causes == null ? new Causes(Map.of()) : Causes.read(causes);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
