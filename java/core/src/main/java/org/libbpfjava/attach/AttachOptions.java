package org.libbpfjava.attach;

/**
 * Where a program is attached, and how. There is a class for each kind of place; {@code
 * BpfProgram.attach} takes it:
 *
 * <pre>{@code
 * program.attach(Xdp.to("eth0").withMode(XdpMode.GENERIC));
 * program.attach(Kprobe.of("do_unlinkat").withCookie(7));
 * }</pre>
 *
 * <p>All are values: each {@code with} method gives a changed copy. They can be used many times and
 * by any thread.
 */
public sealed interface AttachOptions
    permits Cgroup,
        Freplace,
        Iter,
        KernelSyscall,
        Kprobe,
        KprobeMulti,
        Lsm,
        Netfilter,
        Netkit,
        Netns,
        PerfEvent,
        RawTracepoint,
        Reuseport,
        SocketFilter,
        Sockmap,
        Tc,
        Tcx,
        Trace,
        Tracepoint,
        Uprobe,
        UprobeMulti,
        Usdt,
        Xdp {

  /** {@return the kind and the place, for messages, such as {@code Xdp to interface 'eth0'}} */
  @Override
  String toString();
}
