package org.libbpfjava;

import static java.util.stream.Collectors.joining;
import static org.libbpfjava.raw.global.libbpf.bpf_map__autoattach;
import static org.libbpfjava.raw.global.libbpf.bpf_map__fd;
import static org.libbpfjava.raw.global.libbpf.bpf_map__type;
import static org.libbpfjava.raw.global.libbpf.lbj_struct_ops_attach;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.libbpfjava.internal.AttachFailure;
import org.libbpfjava.internal.AttachPlace;
import org.libbpfjava.internal.Errno;
import org.libbpfjava.internal.NativeLink;
import org.libbpfjava.internal.NativeLog;
import org.libbpfjava.internal.NativeMembers;
import org.libbpfjava.internal.NativeObject;
import org.libbpfjava.internal.NativeResource;
import org.libbpfjava.internal.Reclaim;
import org.libbpfjava.raw.bpf_map;

/** Makes the links of one owner: of its programs, and of the struct_ops maps of an object. */
final class Attaching {
  private static final int BPF_MAP_TYPE_STRUCT_OPS = 26;

  private final NativeResource owner;
  private final Links links;

  Attaching(NativeResource owner, Links links) {
    this.owner = owner;
    this.links = links;
  }

  /** What libbpf is to do, and what messages call it. */
  record Attachment(String kind, String name, String section, Consumer<long[]> call) {
    String what() {
      return "attach " + kind + " '" + name + "'";
    }
  }

  /**
   * Attaches something.
   *
   * @return the link, empty where the section names no place
   * @throws BpfException if the kernel refuses
   */
  Optional<BpfLink> attach(Attachment wanted) {
    owner.enter();
    try {
      NativeLink made =
          new NativeLink("link of " + wanted.kind() + " '" + wanted.name() + "'", owner);
      try {
        return fill(made, wanted);
      } catch (Throwable e) {
        made.close();
        throw e;
      }
    } finally {
      owner.exit();
    }
  }

  /** Fills a link that is a user of the object already; closes it where there is no link. */
  private Optional<BpfLink> fill(NativeLink made, Attachment wanted) {
    NativeLog[] logs = new NativeLog[1];
    long result = Reclaim.retry(() -> call(wanted, made.slot(), logs));
    NativeLog log = logs[0];
    if (result > 0) {
      BpfLink link = new BpfLink(made, wanted.kind(), wanted.name(), links);
      links.add(link);
      log.forward();
      return Optional.of(link);
    }
    made.close();
    log.forwardQuietly();
    // Of what the kernel refuses libbpf warns, whatever the number; of want of a place it does not.
    if (result == -Errno.EOPNOTSUPP && !log.hasWarnings()) {
      return Optional.empty();
    }
    throw AttachFailure.explain(wanted.what(), wanted.section(), (int) -result, log);
  }

  private long call(Attachment wanted, long[] link, NativeLog[] log) {
    synchronized (owner.lock()) { // around the messages: waiting may change a thread's carrier
      log[0] =
          NativeLog.collect(
                  () -> {
                    wanted.call().accept(link);
                    return true;
                  })
              .log();
    }
    return link[0];
  }

  /**
   * Attaches everything of an object that can be attached by itself.
   *
   * @see BpfObject#attachAll
   */
  BpfLinks attachAll(NativeObject object, List<BpfProgram> programs) {
    List<BpfLink> made = new ArrayList<>();
    List<BpfLinks.LeftOut> leftOut = new ArrayList<>();
    try {
      for (BpfProgram program : programs) {
        if (program.isAutoattach() && !AttachPlace.isOfMap(program.section())) {
          Optional<BpfLink> link = program.attachIfPlaced();
          link.ifPresent(made::add);
          if (link.isEmpty()) {
            leftOut.add(
                new BpfLinks.LeftOut(program.name(), AttachPlace.missing(program.section())));
          }
        }
      }
      for (NativeMembers.DeclaredMap map : object.maps()) {
        if (isAttachable(map.handle())) {
          made.add(attach(map));
        }
      }
      if (made.isEmpty() && !leftOut.isEmpty()) {
        throw nothing(object.source(), leftOut);
      }
      return new BpfLinks(made, leftOut);
    } catch (Throwable e) {
      for (int i = made.size() - 1; i >= 0; i--) {
        made.get(i).close();
      }
      throw e;
    }
  }

  private boolean isAttachable(bpf_map map) {
    owner.enter();
    try {
      return bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS
          && bpf_map__autoattach(map)
          && bpf_map__fd(map) >= 0;
    } finally {
      owner.exit();
    }
  }

  private BpfLink attach(NativeMembers.DeclaredMap map) {
    return attach(
            new Attachment(
                "map",
                map.name(),
                "struct_ops",
                link -> link[0] = lbj_struct_ops_attach(map.handle())))
        .orElseThrow(() -> new BpfException("attach map '" + map.name() + "'", Errno.EOPNOTSUPP));
  }

  private static BpfException nothing(String source, List<BpfLinks.LeftOut> leftOut) {
    return new BpfException(
        "attach the programs of object '"
            + source
            + "': none can be attached by itself: "
            + leftOut.stream()
                .map(one -> "program '" + one.program() + "': " + one.reason())
                .collect(joining("; ")));
  }
}
