package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What surrounds cilium/ebpf, with a script in the place of Go: nothing here needs either. */
class CiliumEbpfTest extends ScriptedTest {
  private static final Path ROWS = Path.of("src/peer/go").toAbsolutePath();
  private static final RowSpec ROW =
      new RowSpec("MapLookup", "map_lookup", "hash_8", 500_000, "stated", "hash");

  private Path checkout;
  private Path go;
  private Baseline c;

  @BeforeEach
  void make() throws IOException {
    checkout = folder.resolve("ebpf");
    write("ebpf/go.mod", "");
    write("ebpf/map.go", "");
    go = go("echo nanoseconds 200000000; echo checksum 42");
    c = new Baseline(script("baseline", "echo nanoseconds 50; echo checksum 42"), folder);
  }

  @Test
  void aFolderWithoutItsSourcesIsNoCheckout() throws IOException {
    Files.delete(checkout.resolve("map.go"));

    assertEquals(
        checkout + " is no checkout of cilium/ebpf: it has no map.go and go.mod",
        assertThrows(IllegalArgumentException.class, this::build).getMessage());
  }

  @Test
  void withoutGoNoRowIsRun() throws IOException {
    Files.delete(go);

    CiliumEbpf peer = build();
    peer.time(ROW, c, 8, 5);

    assertEquals("not run: no Go", result(peer).text());
    assertEquals(Map.of(), peer.facts());
  }

  @Test
  void rowsThatDoNotCompileSayIt() throws IOException {
    script("go", "[ $1 = version ] && echo go version go1.99 && exit; echo undefined: x; exit 1");

    CiliumEbpf peer = build();
    peer.time(ROW, c, 8, 5);

    assertEquals("does not compile", result(peer).text());
    assertEquals("undefined: x\n", Files.readString(folder.resolve("peer/compile.log")));
  }

  @Test
  void aCheckoutIsBuiltByItsOwnModuleWithoutANetwork() throws IOException {
    build();

    String build = Files.readString(folder.resolve("build"));
    assertTrue(build.startsWith(checkout + " on off "), build);
    String overlay = Files.readString(folder.resolve("peer/overlay.json"));
    assertTrue(
        overlay.contains("\"" + checkout + "/libbpf-java-rows/main.go\":\"" + ROWS + "/main.go\""),
        overlay);
    assertFalse(Files.exists(checkout.resolve("libbpf-java-rows")), "nothing is written there");
  }

  @Test
  void aPackageBelowAGopathIsBuiltByThat() throws IOException {
    checkout = folder.resolve("gocode/src/github.com/cilium/ebpf");
    write("gocode/src/github.com/cilium/ebpf/go.mod", "");
    write("gocode/src/github.com/cilium/ebpf/map.go", "");
    write("gocode/src/golang.org/x/sys/go.mod", "");

    build();

    String build = Files.readString(folder.resolve("build"));
    assertTrue(build.startsWith(checkout + " off  " + folder + "/gocode "), build);
  }

  @Test
  void theVersionsApiIsChosenByItsSources() throws IOException {
    build();
    assertTrue(Files.readString(folder.resolve("build")).contains(" -tags  "), "an old one");

    write("ebpf/map.go", "type MapBatchCursor struct");
    write("ebpf/variable.go", "");
    build();
    assertTrue(
        Files.readString(folder.resolve("build")).contains(" -tags variables,cursor "), "new");
  }

  @Test
  void aRowIsRunByItsClass() throws IOException {
    CiliumEbpf peer = build();

    peer.time(ROW, c, 8, 5);

    assertEquals("2.00 µs", result(peer).text());
    assertEquals(
        "MapLookup " + folder + "/objects hash_8 100000 1 8 5\n",
        Files.readString(folder.resolve("rows")));
    assertEquals(Map.of("cilium/ebpf", "unknown version, go1.99"), peer.facts());
  }

  @Test
  void everyRowIsInItsSourcesOrHasAReason() throws IOException {
    String rows = Files.readString(ROWS.resolve("main.go"));

    for (RowSpec row : RowSpec.all()) {
      boolean written = rows.contains("\"" + row.javaClass() + "\":");
      Optional<String> reason = CiliumEbpf.reason(row, true);
      assertTrue(written || reason.isPresent(), row.title());
      assertTrue(reason.orElse("not run").startsWith("not "), row.title());
    }
  }

  @Test
  void versionsWithoutVariablesHaveMoreReasons() {
    assertEquals(
        Optional.of("not possible: no access by name"),
        CiliumEbpf.reason(new RowSpec("LookUp", "look_up", "x_10", 1, "stated", "x"), false));
    RowSpec ring = new RowSpec("RingDrain", "ring_drain", "16", 20_000, "stated", "ring");
    assertEquals(Optional.of("not run before 0.17"), CiliumEbpf.reason(ring, false));
    assertEquals(Optional.empty(), CiliumEbpf.reason(ROW, false));
  }

  private static PeerResult result(Peer peer) {
    return peer.results().values().iterator().next();
  }

  private CiliumEbpf build() throws IOException {
    return CiliumEbpf.build(
        checkout, go.toString(), ROWS, folder.resolve("objects"), folder.resolve("peer"));
  }

  /** A compiler that keeps how it was called, and whose program keeps that too. */
  private Path go(String body) throws IOException {
    Path program = script("program", "echo \"$*\" > " + folder + "/rows; " + body);
    return script(
        "go",
        "[ $1 = version ] && echo go version go1.99 && exit\n"
            + ("echo $PWD $GO111MODULE \"$GOPROXY $GOPATH $*\" > " + folder + "/build\n")
            + ("cp " + program + " " + folder + "/peer/rows"));
  }
}
