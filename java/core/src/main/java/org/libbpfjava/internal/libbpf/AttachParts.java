package org.libbpfjava.internal.libbpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.Kprobe;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.ProbeMode;
import org.libbpfjava.attach.Uprobe;
import org.libbpfjava.attach.UprobeMulti;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.code.ProbeTargets;
import org.libbpfjava.internal.message.Message;

/**
 * Single attaches in the place of one at many places, where one link cannot have all of them: perf
 * events belong to a CPU or a thread, and probes are single where the program or the kernel has no
 * multi link.
 *
 * @param options one for each place
 * @param noun what each of them makes, for the link's text
 * @param skipped the errors of places that may be passed over, as long as one place is left
 */
record AttachParts(List<AttachOptions> options, String noun, Set<Integer> skipped) {
  private static final KernelVersion KPROBE_MULTI = KernelVersion.of(5, 18);
  private static final KernelVersion UPROBE_MULTI = KernelVersion.of(6, 6);

  /**
   * Splits what one link cannot have.
   *
   * @param what what is tried, for messages
   * @return the parts, empty where one link does
   */
  static Optional<AttachParts> of(AttachOptions options, NativeProgram program, String what) {
    if (options instanceof PerfEvent event) {
      return switch (event.scope()) {
        case ALL_CPUS -> Optional.of(onCpus(event));
        case PROCESS -> Optional.of(ofThreads(event));
        case CPU, THREAD -> Optional.empty();
      };
    }
    String attachType = program.attachType();
    if (options instanceof KprobeMulti probe && !attachType.equals("trace_kprobe_session")) {
      boolean isSingle = !attachType.equals("trace_kprobe_multi");
      return isSingle || !Feature.KPROBE_MULTI.isSupported()
          ? Optional.of(kprobes(probe, mode(isSingle, KPROBE_MULTI), what))
          : Optional.empty();
    }
    if (options instanceof UprobeMulti probe && !attachType.equals("trace_uprobe_session")) {
      boolean isSingle = !attachType.equals("trace_uprobe_multi");
      return isSingle || !Feature.UPROBE_MULTI.isSupported()
          ? Optional.of(uprobes(probe, mode(isSingle, UPROBE_MULTI), what))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * Kernels that know multi links, and were built without, refuse a single link of a program that
   * was loaded for many places: kernel/bpf/syscall.c, bpf_prog_attach_check_attach_type(). They
   * take it at a perf event without a link.
   */
  private static ProbeMode mode(boolean isSingle, KernelVersion first) {
    return isSingle || !KernelVersion.running().isAtLeast(first)
        ? ProbeMode.AUTOMATIC
        : ProbeMode.PERF;
  }

  private static AttachParts onCpus(PerfEvent event) {
    BitSet cpus =
        OnlineCpus.now()
            .orElseGet(
                () -> {
                  BitSet all = new BitSet();
                  all.set(0, Runtime.getRuntime().availableProcessors());
                  return all;
                });
    List<AttachOptions> parts = new ArrayList<>();
    cpus.stream().forEach(cpu -> parts.add(event.onCpu(cpu)));
    return new AttachParts(parts, "perf events", Set.of(Errno.ENODEV)); // gone offline meanwhile
  }

  private static AttachParts ofThreads(PerfEvent event) {
    List<AttachOptions> parts = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + event.number() + "/task"))) {
      threads.forEach(
          thread ->
              parts.add(event.ofThread(Long.parseLong(String.valueOf(thread.getFileName())))));
    } catch (IOException e) {
      parts.clear();
    }
    if (parts.isEmpty()) {
      parts.add(event.ofThread(event.number())); // and the kernel says why not
    }
    return new AttachParts(parts, "perf events", Set.of(Errno.ESRCH)); // threads that have ended
  }

  private static AttachParts kprobes(KprobeMulti probe, ProbeMode mode, String what) {
    List<AttachOptions> parts = new ArrayList<>();
    long[] cookies = probe.cookies();
    Collection<String> functions = probe.functions();
    boolean isByPattern = probe.pattern().isPresent();
    if (isByPattern) {
      functions = ProbeTargets.ofKernel().matching(probe.pattern().orElseThrow());
      checkCount(functions, probe.isUnique(), what);
    }
    for (String function : functions) {
      Kprobe one = probe.isOnReturn() ? Kprobe.ofReturn(function) : Kprobe.of(function);
      parts.add(one.withMode(mode).withCookie(cookie(cookies, parts.size())));
    }
    checkReturn(probe.isOnReturn(), probe.addresses(), what);
    for (long address : probe.addresses()) {
      parts.add(Kprobe.at(address).withMode(mode).withCookie(cookie(cookies, parts.size())));
    }
    // The kernel's list has functions that kprobes may not touch.
    return new AttachParts(
        parts, "single kprobes", isByPattern ? Set.of(Errno.EINVAL, Errno.ENOENT) : Set.of());
  }

  private static AttachParts uprobes(UprobeMulti probe, ProbeMode mode, String what) {
    List<AttachOptions> parts = new ArrayList<>();
    long[] cookies = probe.cookies();
    List<String> functions = probe.functions();
    if (probe.pattern().isPresent()) {
      String pattern = probe.pattern().get();
      functions =
          UserFunctions.of(probe.binary())
              .map(all -> all.matching(pattern))
              .orElseGet(() -> List.of(pattern)); // and libbpf says why not
      checkCount(functions, false, what);
    }
    for (String function : functions) {
      Uprobe one =
          probe.isOnReturn()
              ? Uprobe.ofReturn(probe.binary(), function)
              : Uprobe.of(probe.binary(), function);
      parts.add(
          one.withScope(probe.scope()).withMode(mode).withCookie(cookie(cookies, parts.size())));
    }
    checkReturn(probe.isOnReturn(), probe.offsets(), what);
    for (long offset : probe.offsets()) {
      parts.add(
          Uprobe.at(probe.binary(), offset)
              .withScope(probe.scope())
              .withMode(mode)
              .withCookie(cookie(cookies, parts.size())));
    }
    return new AttachParts(parts, "single uprobes", Set.of());
  }

  private static long cookie(long[] cookies, int index) {
    return cookies.length == 0 ? 0 : cookies[index];
  }

  private static void checkCount(Collection<String> functions, boolean isUnique, String what) {
    if (functions.isEmpty()) {
      throw new BpfException(
          Message.whole(what + ": ENOENT (-2): no function matches the pattern", Errno.ENOENT));
    }
    if (isUnique && functions.size() > 1) {
      throw new BpfException(
          Message.whole(
              what + ": EINVAL (-22): " + functions.size() + " functions match the pattern",
              Errno.EINVAL));
    }
  }

  private static void checkReturn(boolean isOnReturn, long[] numbers, String what) {
    if (isOnReturn && numbers.length > 0) {
      throw new IllegalArgumentException(
          what + ": single probes of a return need the names of their functions");
    }
  }

  /**
   * Finds the places of names in a file, which libbpf does not do in stripped ones.
   *
   * @param what what is tried, for messages
   * @return the options by places, or as they are where there is nothing to be found
   * @throws BpfException ENOENT if a name is not there
   */
  static AttachOptions resolved(AttachOptions options, String what) {
    if (!(options instanceof UprobeMulti probe)
        || probe.functions().isEmpty()
        || probe.functions().stream().anyMatch(name -> name.indexOf('@') >= 0)) {
      return options;
    }
    return UserFunctions.of(probe.binary())
        .map(functions -> at(probe, functions, what))
        .orElse(probe);
  }

  private static UprobeMulti at(UprobeMulti probe, UserFunctions functions, String what) {
    long[] offsets = new long[probe.functions().size()];
    for (int i = 0; i < offsets.length; i++) {
      String name = probe.functions().get(i);
      Long offset = functions.offset(name);
      if (offset == null) {
        throw new BpfException(
            Message.whole(
                what
                    + ": ENOENT (-2): '"
                    + probe.binary()
                    + "' has no function '"
                    + name
                    + "'; near names: "
                    + functions.near(name),
                Errno.ENOENT));
      }
      offsets[i] = offset;
    }
    UprobeMulti places = UprobeMulti.at(probe.binary(), offsets).withScope(probe.scope());
    UprobeMulti timed = probe.isOnReturn() ? places.onReturn() : places;
    return probe.cookies().length == 0 ? timed : timed.withCookies(probe.cookies());
  }
}
