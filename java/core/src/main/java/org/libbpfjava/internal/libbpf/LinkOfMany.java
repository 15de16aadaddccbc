package org.libbpfjava.internal.libbpf;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.internal.failure.LinkFailure;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.ProgramReference;

/** One program at many places, with a link of the kernel for each. */
final class LinkOfMany implements BpfLink {
  private final List<NativeLink> links;
  private final String program;
  private final String manner;
  private final Links siblings;

  /**
   * Takes links over.
   *
   * @param links at least one
   * @param manner how they were made, for the text
   */
  LinkOfMany(List<NativeLink> links, String program, String manner, Links siblings) {
    this.links = List.copyOf(links);
    this.program = program;
    this.manner = manner;
    this.siblings = siblings;
  }

  private RuntimeException cannot(String action) {
    return links
        .get(0)
        .withFd(
            fd ->
                LinkFailure.ofSeveral(action + " link of program '" + program + "'", links.size()));
  }

  @Override
  public String program() {
    return program;
  }

  @Override
  public boolean isOpen() {
    return !links.get(0).isClosed();
  }

  @Override
  public LinkInfo info() {
    throw cannot("ask the kernel about");
  }

  @Override
  public void update(ProgramReference program) {
    Objects.requireNonNull(program, "program");
    throw cannot("update");
  }

  @Override
  public void updateMap(BpfMap map) {
    Objects.requireNonNull(map, "map");
    throw new IllegalArgumentException(
        "update link of program '"
            + program
            + "' to map '"
            + map.name()
            + "': only a link by which this process attached a struct_ops map takes another");
  }

  @Override
  public void detach() {
    throw cannot("detach");
  }

  @Override
  public void pin(Path path) {
    Objects.requireNonNull(path, "path");
    throw cannot("pin");
  }

  @Override
  public void unpin() {
    links.get(0).withFd(fd -> fd);
    throw new IllegalStateException("link of program '" + program + "' is not pinned");
  }

  @Override
  public Optional<Path> pinPath() {
    return Optional.empty();
  }

  @Override
  public void outliveOwner() {
    links
        .get(0)
        .withFd(
            fd -> {
              siblings.remove(this);
              return fd;
            });
  }

  @Override
  public <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    throw cannot("lend the descriptor of");
  }

  /** The first one last: it says whether all are open. */
  @Override
  public void close() {
    siblings.remove(this);
    for (int i = links.size() - 1; i >= 0; i--) {
      links.get(i).close();
    }
  }

  @Override
  public String toString() {
    return "link of program " + program + manner;
  }
}
