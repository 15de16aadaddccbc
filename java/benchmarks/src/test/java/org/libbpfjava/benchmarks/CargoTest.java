package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the peers in Rust have in common, by the one of them that needs less. */
class CargoTest extends RustTest {

  @Test
  void aFolderMustHaveTheCrate() throws IOException {
    Files.delete(crates.resolve("aya/Cargo.toml"));
    write("crates/aya-obj-0.2.1/Cargo.toml", "[package]\nversion = \"0.2.1\"\n");

    String refused = crates + " has no crate aya: 'cargo vendor' writes such a folder";
    assertEquals(refused, assertThrows(IllegalArgumentException.class, this::build).getMessage());
    assertEquals("bench: " + refused + "\n", refusal("--aya", crates.toString()));
    assertEquals(
        "bench: --from measures nothing, so it takes no peer\n",
        refusal("--libbpf-rs", crates.toString(), "--from", "bench.json"));
  }

  @Test
  void withoutCargoNoRowIsRun() throws IOException {
    Files.delete(cargo);

    assertEquals(
        "bench: aya is not run: there is no '" + cargo + "' that tells its version\n",
        errorsOf(
            () -> {
              Peer peer = build();
              peer.time(ROW, c, 8, 5);
              assertEquals("not run: no cargo", result(peer).text());
              assertEquals(Map.of(), peer.facts());
            }));
  }

  @Test
  void rowsThatDoNotCompileSayIt() throws IOException {
    script(
        "cargo",
        "[ $1 = --version ] && echo cargo 1.99 && exit\n"
            + "echo '   Compiling rows'; echo 'error[E0308]: mismatched types'; exit 101");

    assertEquals(
        "bench: aya does not compile the rows: error[E0308]: mismatched types ("
            + (output.resolve("compile.log") + ")\n"),
        errorsOf(
            () -> {
              Peer peer = build();
              peer.time(ROW, c, 8, 5);
              assertEquals("does not compile", result(peer).text());
            }));
  }

  @Test
  void cratesComeFromTheFolderAndNoNetwork() throws IOException {
    build();

    String config =
        " --config source.crates-io.replace-with='given'"
            + (" --config source.given.directory='" + crates + "' ");
    assertTrue(built().contains(" --release --offline "), built());
    assertTrue(built().contains(config), built());
  }

  @Test
  void theRowsAreCompiledWhereCargoMayWrite() throws IOException {
    write("peer/sources/aya/Cargo.lock", "of other crates");

    build();

    assertTrue(Files.exists(output.resolve("sources/aya/Cargo.toml")), "a copy");
    assertTrue(Files.exists(output.resolve("sources/shared/run.rs")), "what they share");
    assertFalse(Files.exists(output.resolve("sources/aya/Cargo.lock")), "no versions of before");
  }

  private Peer build() throws IOException {
    return Aya.build(crates, compiler(), folder.resolve("objects"), output);
  }
}
