package org.libbpfjava.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The peer in Go: the rows in {@code src/peer/go}, compiled by {@code go build} against a checkout
 * of cilium/ebpf.
 */
final class CiliumEbpf extends CompiledPeer {
  private static final String NAME = "cilium/ebpf";

  /** The folder that the rows seem to lie in. */
  private static final String SEEMING = "libbpf-java-rows";

  private static final String PATH = "src/github.com/cilium/ebpf"; // below a GOPATH

  private static final String DEBIAN = "golang-github-cilium-ebpf-dev";

  private static final String BY_NAME = "not possible: no access by name";
  private static final String OLD = "not run before 0.17";

  private final boolean hasVariables;

  private CiliumEbpf(PeerProgram program, Path objects, boolean hasVariables) {
    super(NAME, program, objects);
    this.hasVariables = hasVariables;
  }

  /**
   * Compiles the rows. Where there is no Go or they do not compile, no row has a figure.
   *
   * @param checkout cilium/ebpf's
   * @param go the command
   * @param sources the rows'
   * @param objects the BPF objects that they load
   * @param output a folder for the program
   * @throws IllegalArgumentException if the checkout will not do
   */
  static CiliumEbpf build(Path checkout, String go, Path sources, Path objects, Path output)
      throws IOException {
    Path map = checkout.resolve("map.go");
    if (!Files.isRegularFile(map) || !Files.isRegularFile(checkout.resolve("go.mod"))) {
      throw new IllegalArgumentException(
          checkout + " is no checkout of cilium/ebpf: it has no map.go and go.mod");
    }
    boolean hasVariables = Files.exists(checkout.resolve("variable.go"));
    Optional<String> goVersion = PeerProgram.firstLine(go, "version");
    if (goVersion.isEmpty()) {
      return new CiliumEbpf(PeerProgram.withoutCompiler(NAME, go, "Go"), objects, hasVariables);
    }
    Path program = output.resolve("rows");
    Files.createDirectories(output);
    List<String> tags = new ArrayList<>();
    if (hasVariables) {
      tags.add("variables");
    }
    if (Files.readString(map).contains("MapBatchCursor")) {
      tags.add("cursor");
    }
    List<String> build = new ArrayList<>(List.of("env", "-C", checkout.toString()));
    build.addAll(environment(checkout));
    build.addAll(List.of(go, "build", "-buildvcs=false", "-tags", String.join(",", tags)));
    build.addAll(List.of("-overlay", overlay(checkout, sources, output).toString()));
    build.addAll(List.of("-o", program.toString(), "./" + SEEMING));
    Optional<String> obstacle = compile(NAME, build, output.resolve("compile.log"));
    String versions = version(checkout) + ", " + goVersion.get().replaceFirst("^go version ", "");
    return new CiliumEbpf(new PeerProgram(versions, program, obstacle), objects, hasVariables);
  }

  /** No network: what the checkout needs was there when the user built it. */
  private static List<String> environment(Path checkout) {
    if (checkout.endsWith(PATH)) {
      Path gopath = checkout.resolve("../../../..").normalize(); // as Debian packages it
      if (Files.isDirectory(gopath.resolve("src/golang.org/x/sys"))) {
        return List.of("GO111MODULE=off", "GOPATH=" + gopath);
      }
    }
    return List.of("GO111MODULE=on", "GOPROXY=off", "GOTOOLCHAIN=local");
  }

  /**
   * Makes the rows a package of the checkout, for the compiler alone: it builds with what the
   * checkout builds with, and nothing is written there.
   */
  private static Path overlay(Path checkout, Path sources, Path output) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(sources)) {
      all.filter(file -> file.toString().endsWith(".go"))
          .forEach(
              file ->
                  files.put(
                      checkout.resolve(SEEMING).resolve(file.getFileName()).toString(),
                      file.toString()));
    }
    Path overlay = output.resolve("overlay.json");
    new ObjectMapper().writeValue(overlay.toFile(), Map.of("Replace", files));
    return overlay;
  }

  private static String version(Path checkout) {
    Optional<String> version = Optional.empty();
    if (Files.exists(checkout.resolve(".git"))) {
      version =
          PeerProgram.firstLine(
              "git",
              "-c",
              "safe.directory=*",
              "-C",
              checkout.toString(),
              "describe",
              "--tags",
              "--always");
    } else if (checkout.startsWith("/usr/share/gocode")) {
      version = PeerProgram.firstLine("dpkg-query", "-W", "-f", "${Version}", DEBIAN);
    }
    return version.orElse("unknown version");
  }

  @Override
  Optional<String> reasonAgainst(RowSpec row) {
    return reason(row, hasVariables);
  }

  /**
   * Tells why a row has no figure.
   *
   * @param hasVariables whether the version knows variables: 0.17 and newer
   */
  static Optional<String> reason(RowSpec row, boolean hasVariables) {
    String reason =
        switch (row.javaClass()) {
          case "LongSet", "IntSet", "LostUpdates" ->
              hasVariables ? "" : "not possible: sets whole sections";
          case "LookUp" -> hasVariables ? "" : BY_NAME;
          case "VariableGet", "VariableSet" ->
              !hasVariables
                  ? BY_NAME
                  : row.argument().contains(".") ? "not possible: no paths" : "";
          case "ElementGet" -> hasVariables ? "" : "not possible: no mapped elements";
          case "StructGet", "CallGet", "KernelBtf" -> hasVariables ? "" : OLD;
          case "AtomicAdd", "ElementAdd" ->
              hasVariables
                  ? "not run: atomic access is an experiment"
                  : "not possible: no mapped variables";
          case "AttachKprobes", "KernelBtfMemory" -> "not run";
          default -> row.isOfEvents() && !hasVariables ? OLD : "";
        };
    return reasonOf(reason);
  }
}
