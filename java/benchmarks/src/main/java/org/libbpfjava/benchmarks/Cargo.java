package org.libbpfjava.benchmarks;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compiles the rows of a peer in Rust, from a folder of crates: what {@code cargo vendor} writes or
 * Debian's packages install. No network is asked.
 *
 * @param command the cargo command
 * @param sources the folder of the rows of all such peers
 */
record Cargo(String command, Path sources) {
  private static final Pattern VERSION =
      Pattern.compile("^version = \"([^\"]+)\"", Pattern.MULTILINE);

  /**
   * Compiles the rows. Where there is no cargo or they do not compile, no row has a figure.
   *
   * @param crate the peer, and the folder of its rows in {@link #sources}
   * @param crates the folder
   * @param output a folder for the program
   * @param environment what the build scripts of crates read: NAME=VALUE
   * @param linkArguments for the linker, after all libraries
   * @throws IllegalArgumentException if the folder has no such crate
   */
  PeerProgram build(
      String crate, Path crates, Path output, List<String> environment, List<String> linkArguments)
      throws IOException {
    String version = versionOf(crate, crates);
    Optional<String> cargo = PeerProgram.firstLine(command, "--version");
    if (cargo.isEmpty()) {
      return PeerProgram.withoutCompiler(crate, command, "cargo");
    }
    Path copy = output.resolve("sources");
    copySources(copy);
    Files.deleteIfExists(copy.resolve(crate).resolve("Cargo.lock")); // of other crates, perhaps
    Path target = output.resolve("target");
    List<String> build = new ArrayList<>(List.of("env", "-C", copy.resolve(crate).toString()));
    build.addAll(environment);
    build.addAll(List.of(command, "rustc", "--release", "--offline"));
    build.addAll(List.of("--target-dir", target.toString()));
    build.addAll(List.of("--config", "source.crates-io.replace-with='given'"));
    build.addAll(List.of("--config", "source.given.directory='" + crates + "'"));
    build.add("--");
    for (String argument : linkArguments) {
      build.addAll(List.of("-C", "link-arg=" + argument));
    }
    Optional<String> obstacle = Peer.compile(crate, build, output.resolve("compile.log"));
    return new PeerProgram(version + ", " + cargo.get(), target.resolve("release/rows"), obstacle);
  }

  /** A crate lies in a folder of its name, or of its name and version. */
  private static String versionOf(String crate, Path crates) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(crate) + "(-\\d.*)?");
    try (Stream<Path> all = Files.list(crates)) {
      List<Path> manifests =
          all.filter(folder -> name.matcher(folder.getFileName().toString()).matches())
              .map(folder -> folder.resolve("Cargo.toml"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (manifests.isEmpty()) {
        throw new IllegalArgumentException(
            crates + " has no crate " + crate + ": 'cargo vendor' writes such a folder");
      }
      Matcher version = VERSION.matcher(Files.readString(manifests.get(0)));
      return version.results().findFirst().map(found -> found.group(1)).orElse("unknown version");
    }
  }

  /** Copies them, since cargo writes beside them: a Cargo.lock, which fits the folder of crates. */
  private void copySources(Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(sources)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(sources.relativize(file).toString());
        Files.createDirectories(to.getParent());
        // With its time, by which cargo knows what it has compiled.
        Files.copy(file, to, REPLACE_EXISTING, COPY_ATTRIBUTES);
      }
    }
  }
}
