package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all peers have in common, with a script as the peer. */
class PeerTest extends ScriptedTest {
  private static final RowSpec ROW =
      new RowSpec("LongGet", "long_get", "counter", 20_000_000, "2 ns", "get");
  private static final Line.Round ROUND =
      new Line.Round(new Side(List.of(1.0), Map.of(), 42), new Side(List.of(1.0), Map.of(), 42));

  private Baseline c;

  @BeforeEach
  void make() throws IOException {
    c = new Baseline(script("baseline", "echo nanoseconds 50; echo checksum 42"), folder);
  }

  @Test
  void aRowHasAFigureWhereCDidTheSameForAsManyOperations() throws IOException {
    Peer peer = peer("echo nanoseconds 2000; echo checksum 42");

    peer.time(ROW, c, 8, 5);
    peer.time(ROW, c, 8, 5);

    PeerResult result = result(peer);
    assertEquals("2.00 ns", result.text());
    assertEquals(2, result.rounds().size(), "rounds");
    assertFalse(result.isRefused());
  }

  @Test
  void whatABatchReadsCountsForItsFigure() throws IOException {
    Peer peer = peer("echo nanoseconds 2000000; echo checksum 42");

    peer.time(new RowSpec("RingDrain", "ring_drain", "16", 20_000, "stated", "ring"), c, 8, 5);

    assertEquals("20.0 ns", result(peer).text(), "1,000 operations, 100 times");
  }

  @Test
  void thereIsNoFigureWhereTheSumsDiffer() throws IOException {
    Peer peer = peer("echo nanoseconds 2000; echo checksum 41");

    peer.time(ROW, c, 8, 5);

    assertEquals("none: checksums differ", result(peer).text());
    assertTrue(result(peer).isRefused());
  }

  @Test
  void aProcessThatFailsIsNotRunAgain() throws IOException {
    Peer peer = peer("echo x >> " + folder + "/runs; exit 3");

    peer.time(ROW, c, 8, 5);
    peer.time(ROW, c, 8, 5);

    assertEquals("failed", result(peer).text());
    assertTrue(result(peer).isRefused());
    assertEquals("x\n", Files.readString(folder.resolve("runs")));
  }

  @Test
  void aProbeTellsWhatItCounted() throws IOException {
    Peer peer = peer("echo value - lost 389890; echo checksum 1000000");
    RowSpec probe = new RowSpec("LostUpdates", "lost_updates", "1000000", 0, "none", "lost");

    peer.probe(probe, new Side(List.of(), Map.of("- lost", 0.0), 1_000_000));

    assertEquals("389,890 lost", result(peer).text());
    peer.probe(probe, new Side(List.of(), Map.of("- lost", 0.0), 999_999));
    assertEquals("none: checksums differ", result(peer).text());
  }

  @Test
  void aRowThatItCannotRunSaysWhyAndStartsNothing() throws IOException {
    Peer peer = peer("echo x >> " + folder + "/runs");

    peer.time(new RowSpec("LongSet", "long_set", "counter", 10, "stated", "set"), c, 8, 5);

    assertEquals("not possible: no set", result(peer).text());
    assertFalse(result(peer).isRefused());
    assertFalse(Files.exists(folder.resolve("runs")), "no process");
  }

  @Test
  void whatKeepsAllRowsFromRunningStandsInEach() throws IOException {
    Peer peer = new Script(script("peer", "exit 1"), Optional.of("does not compile"));

    peer.time(ROW, c, 8, 5);

    assertEquals("does not compile", result(peer).text());
    assertFalse(result(peer).isRefused(), "the run ends well");
  }

  @Test
  void theReportKeepsEveryRoundOfEachPeer() throws IOException {
    Peer peer = peer("echo nanoseconds 2000; echo checksum 42");
    peer.time(ROW, c, 8, 5);
    Report report = report(Map.of("script", peer.results(), "other", Map.of()));
    Path json = folder.resolve("bench.json");

    report.write(json);

    assertEquals(report, Report.read(json));
  }

  @Test
  void eachPeerHasAColumn() {
    PeerResult result = PeerResult.none("").and(ROUND);
    Report one = report(Map.of("script", Map.of("get", result)));

    List<String> table = new Table(one.lines(), one.peers()).text().lines().toList();
    assertTrue(table.get(0).endsWith("  script"), table.get(0));
    assertTrue(table.get(1).endsWith("  met  1.00 ns"), table.get(1));
    assertTrue(table.get(2).endsWith("  not run"), table.get(2));
    String page = new Page(one, new Causes(Map.of())).markdown();
    assertTrue(page.contains("| goal |  | script |\n|---|---:|---:|---:|---|---|---|\n"), page);
    assertTrue(page.contains("| met | 1.00 ns |\n"), page);
    assertTrue(page.contains("Other libraries, in the last columns"), page);
  }

  @Test
  void withoutPeersThereIsNoColumn() {
    Report none = report(Map.of());

    List<String> table = new Table(none.lines(), none.peers()).text().lines().toList();
    assertTrue(table.get(0).endsWith("  goal"), table.get(0));
    assertTrue(table.get(1).endsWith("  met"), table.get(1));
    String page = new Page(none, new Causes(Map.of())).markdown();
    assertTrue(page.contains("| goal |  |\n|---|---:|---:|---:|---|---|\n"), page);
    assertTrue(page.contains("No other library ran."), page);
  }

  private static Report report(Map<String, Map<String, PeerResult>> peers) {
    Line line = new Line("long_get", "counter", "get", "2 ns", List.of(ROUND));
    Line other = new Line("x", "", "x", "stated", List.of(ROUND));
    return new Report(new Machine(Map.of()), true, 1, List.of(line, other), peers);
  }

  private static PeerResult result(Peer peer) {
    assertEquals(1, peer.results().size(), "rows");
    return peer.results().values().iterator().next();
  }

  private Peer peer(String body) throws IOException {
    return new Script(script("peer", body), Optional.empty());
  }

  /** Does at most 1,000 operations, and sets nothing. */
  private static final class Script extends Peer {
    private final Path file;

    Script(Path file, Optional<String> obstacle) {
      super("script", obstacle);
      this.file = file;
    }

    @Override
    Map<String, String> facts() {
      return Map.of();
    }

    @Override
    Optional<String> reasonAgainst(RowSpec row) {
      return row.function().equals("long_set")
          ? Optional.of("not possible: no set")
          : Optional.empty();
    }

    @Override
    int operations(RowSpec row) {
      return Math.min(row.operations(), 1000);
    }

    @Override
    List<String> command(RowSpec row, int warmup, int iterations) {
      return List.of(file.toString());
    }
  }
}
