package org.libbpfjava.internal.libbpf;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.libbpfjava.attach.AttachOptions;
import org.libbpfjava.attach.Cgroup;
import org.libbpfjava.attach.Freplace;
import org.libbpfjava.attach.Iter;
import org.libbpfjava.attach.KernelSyscall;
import org.libbpfjava.attach.Kprobe;
import org.libbpfjava.attach.KprobeMulti;
import org.libbpfjava.attach.Lsm;
import org.libbpfjava.attach.Netfilter;
import org.libbpfjava.attach.Netkit;
import org.libbpfjava.attach.Netns;
import org.libbpfjava.attach.PerfEvent;
import org.libbpfjava.attach.RawTracepoint;
import org.libbpfjava.attach.Reuseport;
import org.libbpfjava.attach.SocketFilter;
import org.libbpfjava.attach.Sockmap;
import org.libbpfjava.attach.Tc;
import org.libbpfjava.attach.Tcx;
import org.libbpfjava.attach.Trace;
import org.libbpfjava.attach.Tracepoint;
import org.libbpfjava.attach.Uprobe;
import org.libbpfjava.attach.UprobeMulti;
import org.libbpfjava.attach.Usdt;
import org.libbpfjava.attach.Xdp;

/**
 * Which programs each kind of options takes. The kernel's answer to others is EINVAL, if it has
 * one: a program of another type attached as XDP would be refused, a multi link of a single probe
 * too.
 */
final class AttachFit {
  /** The expected attach type 0, which kprobes and uprobes have, is called so. */
  private static final String NONE = "cgroup_inet_ingress";

  /**
   * What a kind takes.
   *
   * @param sections the sections, for messages
   * @param programs type or type/expected attach type, as libbpf names them
   */
  private record Fit(String sections, List<String> programs) {
    Fit(String sections, String... programs) {
      this(sections, List.of(programs));
    }

    /** Whether it takes some programs of a type. */
    boolean takesSome(String type) {
      return programs.stream().anyMatch(one -> one.equals(type) || one.startsWith(type + "/"));
    }

    boolean takes(String type, String attachType) {
      return programs.contains(type) || programs.contains(type + "/" + attachType);
    }
  }

  private static final Map<Class<? extends AttachOptions>, Fit> FITS =
      Map.ofEntries(
          entry(Freplace.class, new Fit("SEC(\"freplace/…\")", "ext")),
          entry(Iter.class, new Fit("SEC(\"iter/…\")", "tracing/trace_iter")),
          entry(
              KernelSyscall.class,
              new Fit("SEC(\"ksyscall\") and SEC(\"kretsyscall\")", "kprobe/" + NONE)),
          entry(Lsm.class, new Fit("SEC(\"lsm/…\")", "lsm/lsm_mac")),
          entry(PerfEvent.class, new Fit("SEC(\"perf_event\")", "perf_event")),
          entry(
              Reuseport.class,
              new Fit(
                  "SEC(\"sk_reuseport\"), SEC(\"sk_reuseport/migrate\") and SEC(\"socket\")",
                  "sk_reuseport",
                  "socket_filter")),
          entry(SocketFilter.class, new Fit("SEC(\"socket\")", "socket_filter")),
          entry(
              Sockmap.class,
              new Fit(
                  "SEC(\"sk_msg\"), SEC(\"sk_skb/stream_parser\"), SEC(\"sk_skb/stream_verdict\")"
                      + " and SEC(\"sk_skb/verdict\")",
                  "sk_msg",
                  "sk_skb/sk_skb_stream_parser",
                  "sk_skb/sk_skb_stream_verdict",
                  "sk_skb/sk_skb_verdict")),
          entry(
              Tc.class,
              new Fit("SEC(\"tc\"), SEC(\"classifier\") and SEC(\"tcx/…\")", "sched_cls")),
          entry(
              RawTracepoint.class,
              new Fit("SEC(\"raw_tp\")", "raw_tracepoint", "raw_tracepoint_writable")),
          entry(Tracepoint.class, new Fit("SEC(\"tracepoint\")", "tracepoint")),
          entry(
              Trace.class,
              new Fit(
                  "SEC(\"fentry/…\"), fexit, fmod_ret and tp_btf",
                  "tracing/trace_fentry",
                  "tracing/trace_fexit",
                  "tracing/modify_return",
                  "tracing/trace_fsession",
                  "tracing/trace_raw_tp")),
          entry(Xdp.class, new Fit("SEC(\"xdp\")", "xdp/xdp")),
          entry(
              Tcx.class,
              new Fit(
                  "SEC(\"tcx/ingress\") and SEC(\"tcx/egress\")",
                  "sched_cls/tcx_ingress",
                  "sched_cls/tcx_egress")),
          entry(
              Netkit.class,
              new Fit(
                  "SEC(\"netkit/primary\") and SEC(\"netkit/peer\")",
                  "sched_cls/netkit_primary",
                  "sched_cls/netkit_peer")),
          entry(
              Cgroup.class,
              new Fit(
                  "SEC(\"cgroup/…\"), SEC(\"cgroup_skb/…\"), SEC(\"sockops\") and"
                      + " SEC(\"lsm_cgroup/…\")",
                  "cgroup_skb",
                  "cgroup_sock",
                  "cgroup_sock_addr",
                  "cgroup_device",
                  "cgroup_sysctl",
                  "cgroup_sockopt",
                  "sock_ops",
                  "lsm/lsm_cgroup")),
          entry(
              Netns.class,
              new Fit(
                  "SEC(\"sk_lookup\") and SEC(\"flow_dissector\")", "sk_lookup", "flow_dissector")),
          entry(Netfilter.class, new Fit("SEC(\"netfilter\")", "netfilter")),
          entry(Kprobe.class, new Fit("SEC(\"kprobe\") and SEC(\"kretprobe\")", "kprobe/" + NONE)),
          entry(
              KprobeMulti.class,
              new Fit(
                  "SEC(\"kprobe.multi\"), SEC(\"kretprobe.multi\"), SEC(\"kprobe.session\"), and"
                      + " SEC(\"kprobe\") by single probes",
                  "kprobe/" + NONE,
                  "kprobe/trace_kprobe_multi",
                  "kprobe/trace_kprobe_session")),
          entry(Uprobe.class, new Fit("SEC(\"uprobe\") and SEC(\"uretprobe\")", "kprobe/" + NONE)),
          entry(
              UprobeMulti.class,
              new Fit(
                  "SEC(\"uprobe.multi\"), SEC(\"uretprobe.multi\"), SEC(\"uprobe.session\"), and"
                      + " SEC(\"uprobe\") by single probes",
                  "kprobe/" + NONE,
                  "kprobe/trace_uprobe_multi",
                  "kprobe/trace_uprobe_session")),
          entry(
              Usdt.class,
              // libbpf loads them for multi links, where the kernel has these.
              new Fit("SEC(\"usdt\")", "kprobe/" + NONE, "kprobe/trace_uprobe_multi")));

  private AttachFit() {}

  /**
   * Checks that options are of the program's kind.
   *
   * @throws IllegalArgumentException if they are not; the message names both
   */
  static void check(AttachOptions options, NativeProgram program) {
    if (!fit(options).takes(program.type(), program.attachType())
        || isOtherProbe(options, program)) {
      throw refusal(
          options,
          "program '" + program.name() + "' of SEC(\"" + program.section() + "\")",
          program.type());
    }
  }

  /**
   * Checks that options are of the type of a program of no object. The kernel checks its place.
   *
   * @throws IllegalArgumentException if they are not
   */
  static void checkType(AttachOptions options, String program, String type) {
    if (!fit(options).takesSome(type)) {
      throw refusal(options, "program '" + program + "'", type);
    }
  }

  private static Fit fit(AttachOptions options) {
    Fit fit = FITS.get(options.getClass());
    if (fit == null) {
      throw new AssertionError(options.getClass());
    }
    return fit;
  }

  private static IllegalArgumentException refusal(
      AttachOptions options, String program, String type) {
    return new IllegalArgumentException(
        program
            + ", type "
            + type
            + ", cannot be attached by "
            + options
            + ": "
            + options.getClass().getSimpleName()
            + " takes programs of "
            + fit(options).sections());
  }

  /**
   * To the kernel a probe is a probe: only the section tells which program reads USDT arguments.
   */
  private static boolean isOtherProbe(AttachOptions options, NativeProgram program) {
    boolean isUsdt = program.section().matches("\\??usdt(\\.s)?(/.*)?");
    boolean isForUserSpace = options instanceof Uprobe || options instanceof UprobeMulti;
    return options instanceof Usdt ? !isUsdt : isUsdt && isForUserSpace;
  }
}
