package org.libbpfjava.internal.libbpf;

import static java.util.stream.Collectors.joining;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_prog_type_str;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.BpfLinks;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.AttachFailure;
import org.libbpfjava.internal.failure.AttachPlace;
import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.Need;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;

/** Makes the links of one owner: of its programs, and of the struct_ops maps of an object. */
public final class Attaching {
  private final NativeResource owner;
  private final Links links;

  public Attaching(NativeResource owner, Links links) {
    this.owner = owner;
    this.links = links;
  }

  /**
   * What libbpf is to do, and what messages call it.
   *
   * @param options how, null where the section says it
   * @param need what it asks of the process, found out where it is refused; null for what programs
   *     of the section do
   * @param makes what the call puts into the array
   */
  record Attachment(
      String kind,
      String name,
      String section,
      @Nullable AttachOptions options,
      @Nullable Supplier<Need> need,
      NativeLink.Holds makes,
      Consumer<long[]> call) {
    Attachment(String kind, String name, String section, Consumer<long[]> call) {
      this(kind, name, section, null, null, NativeLink.Holds.LINK, call);
    }

    String what() {
      return "attach " + kind + " '" + name + "'" + (options == null ? "" : " by " + options);
    }

    Need needs() {
      return need == null ? ProgramTypes.need(section) : need.get();
    }

    /** {@return what the options have to do with an error number, or ""} */
    String hint(int errno) {
      return options == null ? "" : AttachHints.of(options, errno);
    }
  }

  /** Attaches a program to the place that its section names. */
  private record OwnPlace(NativeProgram program) implements Consumer<long[]> {
    @Override
    public void accept(long[] link) {
      link[0] = program.attach();
    }
  }

  /**
   * Attaches a program.
   *
   * @return the link, empty where its section names no place
   * @throws BpfException if the kernel refuses
   */
  public Optional<BpfLink> attach(String name, String section, ProgramOrigin program) {
    if (program instanceof ProgramOrigin.OfObject ofObject) {
      return attach(new Attachment("program", name, section, new OwnPlace(ofObject.program())));
    }
    return attach(
        new Attachment(
            "program",
            name,
            section,
            null,
            need(program),
            NativeLink.Holds.DESCRIPTOR,
            link -> link[0] = ofDescriptor(program, "attach program '" + name + "'").create()));
  }

  /** What a program of no object asks of the process, by its type. */
  private static Supplier<Need> need(ProgramOrigin program) {
    return () -> Need.ofProgramTypes(List.of(type(program)));
  }

  private static String type(ProgramOrigin program) {
    return Native.string(libbpf_bpf_prog_type_str(program.typeNumber()));
  }

  private static DescriptorLinks ofDescriptor(ProgramOrigin program, String what) {
    return new DescriptorLinks(program.fd(), type(program), program.attachType(), what);
  }

  /**
   * Attaches a program to the place that options name.
   *
   * @return the link
   * @throws IllegalArgumentException if the options are of another kind than the program
   * @throws IllegalStateException if the program is of no object, and cannot be attached so
   * @throws BpfException if the kernel refuses
   */
  public BpfLink attach(String name, String section, ProgramOrigin origin, AttachOptions options) {
    owner.enter();
    try {
      String what = "attach program '" + name + "' by " + options;
      if (!(origin instanceof ProgramOrigin.OfObject)) {
        return attachDescriptor(name, section, origin, options, what);
      }
      NativeProgram program = origin.ofLibbpf();
      AttachFit.check(options, program);
      Target target = new Target(name, section, program);
      long start = System.nanoTime();
      Optional<AttachParts> parts = AttachParts.of(options, program, what);
      return parts.isPresent()
          ? attachMany(target, parts.get(), start)
          : attachOne(target, options, AttachParts.resolved(options, what), what, start);
    } finally {
      owner.exit();
    }
  }

  /** A program, and what messages call it. */
  private record Target(String name, String section, NativeProgram program) {
    /** Options as the user gave them, for messages, and the call that they became. */
    Attachment by(AttachOptions options, AttachCall call) {
      return new Attachment(
          "program",
          name,
          section,
          options,
          null,
          call.makes(),
          link -> call.attach(program.handle(), link));
    }
  }

  private BpfLink attachOne(
      Target target, AttachOptions given, AttachOptions options, String what, long start) {
    return AttachConversion.with(
        options,
        what,
        call -> {
          NativeLink made = make(target.by(given, call)).orElseThrow();
          return added(
              new KernelLink(made, "program", target.name(), Manner.ofOne(given, start), links));
        });
  }

  /** Puts a program at all places, or at none. */
  private BpfLink attachMany(Target target, AttachParts parts, long start) {
    List<NativeLink> made = new ArrayList<>();
    try {
      BpfException refusal = null;
      for (AttachOptions one : parts.options()) {
        String what = "attach program '" + target.name() + "' by " + one;
        try {
          made.add(
              AttachConversion.with(one, what, call -> make(target.by(one, call)).orElseThrow()));
        } catch (BpfException e) {
          if (!parts.skipped().contains(e.errno())) {
            throw e;
          }
          refusal = e;
        }
      }
      if (made.isEmpty() && refusal != null) {
        throw refusal;
      }
      return added(
          new LinkOfMany(
              made, target.name(), Manner.ofMany(made.size(), parts.noun(), start), links));
    } catch (Throwable e) {
      made.forEach(NativeLink::close);
      throw e;
    }
  }

  private BpfLink added(BpfLink link) {
    links.add(link);
    return link;
  }

  /** Attaches a program of no object, inside its owner. */
  private BpfLink attachDescriptor(
      String name, String section, ProgramOrigin origin, AttachOptions options, String what) {
    AttachFit.checkType(options, name, type(origin));
    return AttachConversion.with(
        options,
        what,
        call ->
            attach(
                    new Attachment(
                        "program",
                        name,
                        section,
                        options,
                        need(origin),
                        call.makes() == NativeLink.Holds.HOOK
                            ? NativeLink.Holds.HOOK
                            : NativeLink.Holds.DESCRIPTOR,
                        link -> link[0] = ofDescriptor(origin, what).create(call)))
                .orElseThrow());
  }

  /**
   * Attaches something.
   *
   * @return the link, empty where the section names no place
   * @throws BpfException if the kernel refuses
   */
  private Optional<BpfLink> attach(Attachment wanted) {
    owner.enter();
    try {
      NativeLink made = make(wanted).orElse(null);
      return made == null
          ? Optional.empty()
          : Optional.of(added(new KernelLink(made, wanted.kind(), wanted.name(), "", links)));
    } finally {
      owner.exit();
    }
  }

  /** Makes a link that nobody has yet; empty where the section names no place. */
  private Optional<NativeLink> make(Attachment wanted) {
    NativeLink made =
        new NativeLink(
            "link of " + wanted.kind() + " '" + wanted.name() + "'", owner, wanted.makes());
    try {
      return fill(made, wanted);
    } catch (Throwable e) {
      made.close();
      throw e;
    }
  }

  /** Fills a link that is a user of the object already; closes it where there is no link. */
  private Optional<NativeLink> fill(NativeLink made, Attachment wanted) {
    NativeLog[] logs = new NativeLog[1];
    long result = call(wanted, made.slot(), logs);
    if (Reclaim.isShortage(result)) {
      result = Reclaim.retryAfterCollection(result, () -> call(wanted, made.slot(), logs));
    }
    NativeLog log = logs[0];
    if (result > 0) {
      log.forward();
      return Optional.of(made);
    }
    made.close();
    log.forwardQuietly();
    // libbpf warns if the kernel refuses, and is silent if the section names no place.
    if (result == -Errno.EOPNOTSUPP && !log.hasWarnings() && wanted.options() == null) {
      return Optional.empty();
    }
    throw AttachFailure.explain(
        wanted.what(),
        wanted.section(),
        wanted.needs(),
        (int) -result,
        wanted.hint((int) -result),
        FailureMessages.of(log.messages()));
  }

  private long call(Attachment wanted, long[] link, NativeLog[] log) {
    synchronized (owner.lock()) { // around the messages: waiting may change a thread's carrier
      NativeLog.begin();
      try {
        wanted.call().accept(link);
      } finally {
        log[0] = NativeLog.end();
      }
    }
    return link[0];
  }

  /** Attaches everything of an object that can be attached by itself. */
  public BpfLinks attachAll(NativeObject object) {
    List<BpfLink> made = new ArrayList<>();
    List<BpfLinks.LeftOut> leftOut = new ArrayList<>();
    try {
      for (NativeProgram program : object.programs()) {
        if (isToAttach(program)) {
          Optional<BpfLink> link =
              attach(
                  new Attachment(
                      "program", program.name(), program.section(), new OwnPlace(program)));
          link.ifPresent(made::add);
          if (link.isEmpty()) {
            leftOut.add(
                new BpfLinks.LeftOut(program.name(), AttachPlace.missing(program.section())));
          }
        }
      }
      for (NativeMap map : object.maps()) {
        if (isAttachable(map)) {
          made.add(attach(map));
        }
      }
      if (made.isEmpty() && !leftOut.isEmpty()) {
        throw nothing(object.source(), leftOut);
      }
      return new LinkGroup(made, leftOut);
    } catch (Throwable e) {
      new LinkGroup(made, leftOut).close();
      throw e;
    }
  }

  private boolean isToAttach(NativeProgram program) {
    owner.enter();
    try {
      return program.isAutoload()
          && program.isAutoattach()
          && !AttachPlace.isOfMap(program.section());
    } finally {
      owner.exit();
    }
  }

  private boolean isAttachable(NativeMap map) {
    owner.enter();
    try {
      return map.isAttachable();
    } finally {
      owner.exit();
    }
  }

  private BpfLink attach(NativeMap map) {
    return attach(
            new Attachment(
                "map", map.name(), "struct_ops", place -> place[0] = map.attachStructOps()))
        .orElseThrow(
            () ->
                new BpfException(
                    Message.of("attach map '" + map.name() + "'").withErrno(Errno.EOPNOTSUPP)));
  }

  private static BpfException nothing(String source, List<BpfLinks.LeftOut> leftOut) {
    return new BpfException(
        Message.of(
            "attach the programs of object '"
                + source
                + "': none can be attached by itself: "
                + leftOut.stream()
                    .map(one -> "program '" + one.program() + "': " + one.reason())
                    .collect(joining("; "))));
  }
}
