package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_link_detach;
import static org.libbpfjava.raw.global.plain.bpf_link_update;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.internal.failure.LinkFailure;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.ProgramReference;

/** A link, by libbpf's own struct or by its descriptor. */
final class KernelLink implements BpfLink, ObjectTypes.Holder {
  private static final String OF_MAP = "map";

  private final NativeLink link;
  private final String kind;
  private final String manner;
  private final Links siblings;
  private final Pins pins;
  private volatile String name; // assigned under the lock of this
  private volatile boolean isOfTheKernel;

  /**
   * A link that was made here.
   *
   * @param manner how it was made, for its text; "" where nothing is to be said
   */
  KernelLink(NativeLink link, String kind, String name, String manner, Links siblings) {
    this(link, kind, name, manner, siblings, null);
  }

  private KernelLink(
      NativeLink link,
      String kind,
      String name,
      String manner,
      Links siblings,
      @Nullable Path pinned) {
    this.link = link;
    this.kind = kind;
    this.name = name;
    this.manner = manner;
    this.siblings = siblings;
    this.pins = new Pins(link.resource(), link, link.subject(), pinned);
  }

  /**
   * A link that somebody else has made; the caller is inside its owner.
   *
   * @param pinned where it was opened, null for elsewhere
   */
  static KernelLink opened(NativeLink link, Links siblings, @Nullable Path pinned) {
    LinkInfo info = link.withFd(fd -> LinkFacts.of(fd, link.subject()));
    return info instanceof LinkInfo.StructOps ops
        ? new KernelLink(link, OF_MAP, OpenedMaps.nameOf(ops.mapId()), "", siblings, pinned)
        : new KernelLink(
            link, "program", LinkFacts.programName(info.programId()), "", siblings, pinned);
  }

  @Override
  public String program() {
    return name;
  }

  @Override
  public Optional<ObjectTypes> types() {
    return link.isDescriptor() ? OpenedPrograms.types(info().programId()) : siblings.types();
  }

  @Override
  public boolean isOpen() {
    return !link.isClosed();
  }

  @Override
  public LinkInfo info() {
    return inKernel("ask the kernel about", fd -> LinkFacts.of(fd, link.subject()));
  }

  @Override
  public synchronized void update(ProgramReference program) {
    Objects.requireNonNull(program, "program");
    String to = " to program '" + program.name() + "'";
    inKernel(
        "update",
        to,
        fd -> {
          // Safe: both descriptors are lent, so that nobody closes them.
          int result = program.withFd(other -> bpf_link_update(fd, other, 0));
          if (result < 0) {
            throw LinkFailure.cannotUpdate("update " + link.subject() + to, -result, type(fd));
          }
          return result;
        });
    name = program.name();
  }

  @Override
  public synchronized void updateMap(BpfMap map) {
    Objects.requireNonNull(map, "map");
    String to = " to map '" + map.name() + "'";
    String what = "update " + link.subject() + to;
    if (!kind.equals(OF_MAP) || !link.isOfLibbpf()) {
      throw new IllegalArgumentException(
          what + ": only a link by which this process attached a struct_ops map takes another");
    }
    inKernel(
        "update",
        to,
        fd -> {
          int result = StructOpsMaps.update(link, map, what);
          if (result < 0) {
            throw LinkFailure.cannotUpdateMap(what, -result);
          }
          return result;
        });
    name = map.name();
  }

  @Override
  public void detach() {
    inKernel(
        "detach",
        fd -> {
          int result = bpf_link_detach(fd);
          if (result < 0) {
            throw LinkFailure.cannotDetach("detach " + link.subject(), -result, type(fd));
          }
          return result;
        });
  }

  private String type(int fd) {
    return LinkFacts.of(fd, link.subject()).type().libbpfName();
  }

  private <T> T inKernel(String action, IntFunction<T> use) {
    return inKernel(action, "", use);
  }

  /**
   * libbpf calls a perf event or a map a link too, and the kernel answers about these otherwise.
   */
  private <T> T inKernel(String action, String to, IntFunction<T> use) {
    return link.withFd(
        fd -> {
          if (!isOfTheKernel) {
            if (!FileKind.LINK.is(fd)) {
              throw LinkFailure.notOfTheKernel(action + " " + link.subject() + to);
            }
            isOfTheKernel = true;
          }
          return use.apply(fd);
        });
  }

  @Override
  public void pin(Path path) {
    Objects.requireNonNull(path, "path");
    inKernel(
        "pin",
        " at '" + path + "'",
        fd -> {
          pins.pin(path);
          return fd;
        });
  }

  @Override
  public void unpin() {
    pins.unpin();
  }

  @Override
  public Optional<Path> pinPath() {
    return pins.path();
  }

  @Override
  public void outliveOwner() {
    link.withFd(
        fd -> {
          siblings.remove(this);
          return fd;
        });
  }

  @Override
  public <T> T withFd(IntFunction<T> use) {
    Objects.requireNonNull(use, "use");
    return link.withFd(
        fd -> {
          if (fd < 0) {
            throw LinkFailure.notOfTheKernel("lend the descriptor of " + link.subject());
          }
          return use.apply(fd);
        });
  }

  @Override
  public void close() {
    siblings.remove(this);
    link.close();
  }

  @Override
  public String toString() {
    return "link of " + kind + " " + name + manner;
  }
}
