package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;

/** A test of a peer in Rust, with a script in the place of cargo: nothing here needs either. */
abstract class RustTest extends ScriptedTest {
  static final Path ROWS = Path.of("src/peer/rust").toAbsolutePath();
  static final RowSpec ROW =
      new RowSpec("MapLookup", "map_lookup", "hash_8", 500_000, "stated", "hash");

  Path crates;
  Path output;
  Path cargo;
  Baseline c;

  @BeforeEach
  final void make() throws IOException {
    crates = folder.resolve("crates");
    output = folder.resolve("peer");
    write("crates/libbpf-rs-0.27.2/Cargo.toml", "[package]\nversion = \"0.27.2\"\n");
    write("crates/aya/Cargo.toml", "[package]\nversion = \"0.13.1\"\n");
    cargo = cargo("echo nanoseconds 200000000; echo checksum 42");
    c = new Baseline(script("baseline", "echo nanoseconds 50; echo checksum 42"), folder);
  }

  /** A compiler that keeps how it was called, and whose program keeps that too. */
  private Path cargo(String body) throws IOException {
    Path program = script("program", "echo \"$*\" > " + folder + "/rows; " + body);
    return script(
        "cargo",
        "[ $1 = --version ] && echo cargo 1.99 && exit\n"
            + ("echo \"$PWD $LIBBPF_SYS_LIBRARY_PATH $*\" > " + folder + "/build\n")
            + ("mkdir -p " + output + "/target/release\n")
            + ("cp " + program + " " + output + "/target/release/rows"));
  }

  final Cargo compiler() {
    return new Cargo(cargo.toString(), ROWS);
  }

  final String built() throws IOException {
    return Files.readString(folder.resolve("build"));
  }

  static PeerResult result(Peer peer) {
    return peer.results().values().iterator().next();
  }

  /** Each row is in the sources or has a reason. */
  static void assertRows(String crate, Function<RowSpec, Optional<String>> reason)
      throws IOException {
    String rows = Files.readString(ROWS.resolve(crate + "/src/main.rs"));
    for (RowSpec row : RowSpec.all()) {
      boolean written = rows.contains("(\"" + row.javaClass() + "\", ");
      Optional<String> why = reason.apply(row);
      assertTrue(written || why.isPresent(), row.title());
      assertTrue(why.orElse("not run").startsWith("not "), row.title());
    }
  }

  final void assertRun(Peer peer, String version) throws IOException {
    peer.time(ROW, c, 8, 5);

    assertEquals("2.00 µs", result(peer).text());
    assertEquals(
        "MapLookup " + folder + "/objects hash_8 100000 1 8 5\n",
        Files.readString(folder.resolve("rows")));
    assertEquals(version + ", cargo 1.99", peer.facts().get(peer.name()));
  }
}
