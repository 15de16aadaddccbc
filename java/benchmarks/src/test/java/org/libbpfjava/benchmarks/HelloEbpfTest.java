package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What surrounds hello-ebpf, with scripts in the place of its JDK: nothing here needs it. */
class HelloEbpfTest extends ScriptedTest {
  private static final Path ROWS = Path.of("src/peer/java").toAbsolutePath();
  private static final RowSpec ROW =
      new RowSpec("LongGet", "long_get", "counter", 20_000_000, "2 ns", "get");

  private Path checkout;
  private Path jdk;
  private Baseline c;

  @BeforeEach
  void make() throws IOException {
    checkout = folder.resolve("hello-ebpf");
    write("hello-ebpf/bpf/target/bpf.jar", "");
    write(
        "hello-ebpf/.mvn/jvm.config", "--add-opens=a/b=ALL-UNNAMED --add-opens=a/c=ALL-UNNAMED\n");
    jdk = folder.resolve("jdk");
    write("jdk/release", "IMPLEMENTOR=\"us\"\nJAVA_VERSION=\"22.0.2\"\n");
    script("jdk/bin/javac", "pwd > " + folder + "/cwd; echo \"$*\" > " + folder + "/javac");
    script(
        "jdk/bin/java",
        "echo \"$*\" > " + folder + "/java; echo nanoseconds 200000; echo checksum 42");
    c = new Baseline(script("baseline", "echo nanoseconds 50; echo checksum 42"), folder);
  }

  @Test
  void aFolderWithoutItsJarIsNoCheckout() throws IOException {
    Files.delete(checkout.resolve("bpf/target/bpf.jar"));

    String message = assertThrows(IllegalArgumentException.class, this::build).getMessage();

    assertEquals(
        checkout
            + " is no built checkout of hello-ebpf: there is no "
            + checkout.resolve("bpf/target/bpf.jar"),
        message);
  }

  @Test
  void anOlderJdkIsRefused() throws IOException {
    write("jdk/release", "JAVA_VERSION=\"21.0.5\"\n");

    String message = assertThrows(IllegalArgumentException.class, this::build).getMessage();

    assertEquals(
        "hello-ebpf needs JDK 22 or newer, " + jdk + " is 21.0.5; --hello-ebpf-jdk names another",
        message);
  }

  @Test
  void aFolderWithoutACompilerIsNoJdk() throws IOException {
    Files.delete(jdk.resolve("bin/javac"));

    assertEquals(
        jdk + " is no JDK", assertThrows(IllegalArgumentException.class, this::build).getMessage());
  }

  @Test
  void rowsThatDoNotCompileAreOneLineAndSayItInEachRow() throws IOException {
    script("jdk/bin/javac", "echo warning: old; echo 'Live.java:3: error: no clang'; exit 1");

    String said = errorsOf(() -> result(timed(build())));

    assertEquals(
        "bench: hello-ebpf does not compile the rows: Live.java:3: error: no clang ("
            + folder
            + "/peer/compile.log)\n",
        said);
    assertEquals("does not compile", result(timed(build())).text());
    assertFalse(result(timed(build())).isRefused(), "the run ends well");
    assertFalse(Files.exists(folder.resolve("java")), "no process");
  }

  @Test
  void whatAnEarlierCompilerLeftIsGone() throws IOException {
    write("peer/me/vmlinux.h", "half of it");

    build();

    assertFalse(Files.exists(folder.resolve("peer/me")));
  }

  @Test
  void theLibraryPathIsThatOfItsJvm() throws IOException {
    timed(HelloEbpf.build(checkout, jdk, "/opt/libbpf", ROWS, folder.resolve("peer")));

    String java = Files.readString(folder.resolve("java"));
    assertTrue(java.contains(" -Djava.library.path=/opt/libbpf "), java);
  }

  @Test
  void objectsAreLoadedSomeTimesAnIteration() throws IOException {
    build().time(new RowSpec("Cycle", "cycle", "small", 4000, "stated", "cycle"), c, 2, 5);

    String java = Files.readString(folder.resolve("java"));
    assertTrue(java.endsWith(" cycle small 20 10 5\n"), java);
  }

  @Test
  void theCommandLineEndsInOneLine() throws IOException {
    Files.delete(checkout.resolve("bpf/target/bpf.jar"));

    assertEquals(
        "bench: "
            + checkout
            + " is no built checkout of hello-ebpf: there is no "
            + checkout.resolve("bpf/target/bpf.jar")
            + "\n",
        refusal("--hello-ebpf", checkout.toString(), "--hello-ebpf-jdk", jdk.toString()));
    assertEquals(
        "bench: --from measures nothing, so it takes no peer\n",
        refusal("--hello-ebpf", checkout.toString(), "--from", "bench.json"));
  }

  @Test
  void theRowsAreCompiledWithTheCheckoutsJarProcessorAndOptions() throws IOException {
    HelloEbpf peer = build();

    String javac = Files.readString(folder.resolve("javac"));
    assertTrue(
        javac.startsWith("-J--add-opens=a/b=ALL-UNNAMED -J--add-opens=a/c=ALL-UNNAMED -cp "));
    assertTrue(javac.contains(" -cp " + checkout + "/bpf/target/bpf.jar "), javac);
    assertTrue(javac.contains(" -Xplugin:BPFCompilerPlugin "), javac);
    assertTrue(javac.contains(ROWS + "/org/libbpfjava/benchmarks/peer/Rows.java"), javac);
    assertEquals(folder + "/peer\n", Files.readString(folder.resolve("cwd")));
    assertEquals(Map.of("JDK of hello-ebpf", "22.0.2"), peer.facts());
  }

  @Test
  void aRowHasAtMostAHundredThousandOperations() throws IOException {
    HelloEbpf peer = timed(build());

    assertEquals("2.00 ns", result(peer).text());
    assertTrue(Files.readString(folder.resolve("java")).endsWith(" long_get counter 100000 8 5\n"));
  }

  @Test
  void aRowThatItCannotRunSaysWhy() throws IOException {
    HelloEbpf peer = build();
    RowSpec row = new RowSpec("AtomicAdd", "atomic_add", "counter", 10, "stated", "add");

    peer.time(row, c, 8, 5);

    assertEquals("not possible: adds by get and set", result(peer).text());
    assertFalse(result(peer).isRefused());
    assertFalse(Files.exists(folder.resolve("java")), "no process");
  }

  @Test
  void everyRowIsInItsSourcesOrHasAReason() throws IOException {
    String sources;
    try (Stream<Path> files = Files.walk(ROWS)) {
      sources =
          files.filter(Files::isRegularFile).map(HelloEbpfTest::read).collect(Collectors.joining());
    }
    for (RowSpec row : RowSpec.all()) {
      Optional<String> reason = HelloEbpf.reason(row);
      boolean written = sources.contains('"' + row.function() + '"');
      assertEquals(written, reason.isEmpty() || row.function().equals("cycle"), row.title());
      assertTrue(reason.orElse("not run: ").startsWith("not "), row.title());
      if (row.function().startsWith("map_")) {
        assertTrue(sources.contains("case \"" + row.argument() + '"'), row.title());
      }
    }
  }

  private static PeerResult result(HelloEbpf peer) {
    assertEquals(1, peer.results().size(), "rows");
    return peer.results().values().iterator().next();
  }

  private HelloEbpf build() throws IOException {
    return HelloEbpf.build(checkout, jdk, null, ROWS, folder.resolve("peer"));
  }

  private HelloEbpf timed(HelloEbpf peer) {
    peer.time(ROW, c, 8, 5);
    return peer;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
