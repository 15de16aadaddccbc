package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_program__expected_attach_type;
import static org.libbpfjava.raw.global.plain.bpf_program__fd;
import static org.libbpfjava.raw.global.plain.lbj_attach_cgroup;
import static org.libbpfjava.raw.global.plain.lbj_attach_freplace;
import static org.libbpfjava.raw.global.plain.lbj_attach_iter;
import static org.libbpfjava.raw.global.plain.lbj_attach_kprobe;
import static org.libbpfjava.raw.global.plain.lbj_attach_kprobe_multi;
import static org.libbpfjava.raw.global.plain.lbj_attach_ksyscall;
import static org.libbpfjava.raw.global.plain.lbj_attach_netfilter;
import static org.libbpfjava.raw.global.plain.lbj_attach_netkit;
import static org.libbpfjava.raw.global.plain.lbj_attach_netns;
import static org.libbpfjava.raw.global.plain.lbj_attach_perf_event;
import static org.libbpfjava.raw.global.plain.lbj_attach_raw_tracepoint;
import static org.libbpfjava.raw.global.plain.lbj_attach_tcx;
import static org.libbpfjava.raw.global.plain.lbj_attach_trace;
import static org.libbpfjava.raw.global.plain.lbj_attach_tracepoint;
import static org.libbpfjava.raw.global.plain.lbj_attach_uprobe;
import static org.libbpfjava.raw.global.plain.lbj_attach_uprobe_multi;
import static org.libbpfjava.raw.global.plain.lbj_attach_usdt;
import static org.libbpfjava.raw.global.plain.lbj_attach_xdp;
import static org.libbpfjava.raw.global.plain.lbj_hook_socket;
import static org.libbpfjava.raw.global.plain.lbj_hook_sockmap;
import static org.libbpfjava.raw.global.plain.lbj_hook_tc;
import static org.libbpfjava.raw.global.plain.lbj_hook_xdp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What goes to C to attach a program: plain arguments, all of which are passed on. Native functions
 * are called with a program that is open; what the arguments refer to is open too.
 */
sealed interface AttachCall {

  /**
   * Attaches.
   *
   * @param link gets a struct bpf_link *, or a negative errno
   */
  void attach(long program, long[] link);

  /** {@return what the call puts into the array} */
  default NativeLink.Holds makes() {
    return NativeLink.Holds.LINK;
  }

  /** A place for which libbpf has no link: the call makes a hook of the shim. */
  sealed interface Hook extends AttachCall {
    /**
     * Attaches.
     *
     * @param program the descriptor of a program, which is open meanwhile
     * @param attachType the place for which it was loaded
     * @return a hook, or a negative errno
     */
    long create(int program, int attachType);

    @Override
    default void attach(long program, long[] link) {
      link[0] = create(bpf_program__fd(program), bpf_program__expected_attach_type(program));
    }

    @Override
    default NativeLink.Holds makes() {
      return NativeLink.Holds.HOOK;
    }
  }

  /** The place of a program among others, as the shim takes it. */
  record Position(int place, boolean toLink, int fd, int id, long revision) {
    static final Position ANYWHERE = new Position(0, false, 0, 0, 0);
    static final int BEFORE = 1;
    static final int AFTER = 2;
  }

  record OfRawTracepoint(String name, long cookie) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_raw_tracepoint(program, name, cookie);
    }
  }

  record OfTracepoint(String category, String name, long cookie) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_tracepoint(program, category, name, cookie);
    }
  }

  record OfTrace(long cookie) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_trace(program, cookie);
    }
  }

  record OfXdp(int device, int flags) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_xdp(program, device, flags);
    }
  }

  record OfTcx(int device, Position at) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_tcx(program, device, at.place, number(at.toLink), at.fd, at.id, at.revision);
    }
  }

  record OfNetkit(int device, Position at) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_netkit(
              program, device, at.place, number(at.toLink), at.fd, at.id, at.revision);
    }
  }

  record OfCgroup(String path, boolean preorder, Position at) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_cgroup(
              program,
              path,
              number(preorder),
              at.place,
              number(at.toLink),
              at.fd,
              at.id,
              at.revision);
    }
  }

  record OfNetns(String path) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_netns(program, path);
    }
  }

  record OfNetfilter(int family, int hook, int priority, boolean defragment) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_netfilter(program, family, hook, priority, number(defragment));
    }
  }

  record OfKprobe(String function, long offset, boolean onReturn, long cookie, int mode)
      implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_kprobe(program, function, offset, number(onReturn), cookie, mode);
    }
  }

  record OfKprobeMulti(
      String pattern,
      List<String> functions,
      List<Long> addresses,
      List<Long> cookies,
      boolean onReturn,
      boolean unique)
      implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_kprobe_multi(
              program,
              pattern,
              strings(functions),
              functions.size(),
              longs(addresses),
              addresses.size(),
              longs(cookies),
              cookies.size(),
              number(onReturn),
              number(unique));
    }
  }

  record OfUprobe(
      int pid,
      String binary,
      String function,
      long offset,
      boolean onReturn,
      long referenceCounter,
      long cookie,
      int mode)
      implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_uprobe(
              program,
              pid,
              binary,
              function,
              offset,
              number(onReturn),
              referenceCounter,
              cookie,
              mode);
    }
  }

  record OfUprobeMulti(
      int pid,
      String binary,
      String pattern,
      List<String> functions,
      List<Long> offsets,
      List<Long> cookies,
      boolean onReturn)
      implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_uprobe_multi(
              program,
              pid,
              binary,
              pattern,
              strings(functions),
              functions.size(),
              longs(offsets),
              offsets.size(),
              longs(cookies),
              cookies.size(),
              number(onReturn));
    }
  }

  record OfUsdt(int pid, String binary, String provider, String name, long cookie)
      implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_usdt(program, pid, binary, provider, name, cookie);
    }
  }

  record OfFreplace(int target, String function) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_freplace(program, target, function);
    }
  }

  record OfKernelSyscall(String name, boolean onReturn, long cookie) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_ksyscall(program, name, number(onReturn), cookie);
    }
  }

  record OfIter(int kind, int number, String cgroup, int walk) implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] = lbj_attach_iter(program, kind, number, cgroup, walk);
    }
  }

  record OfPerfEvent(
      PerfNumbers event, long sampling, boolean perSecond, int pid, int cpu, long cookie)
      implements AttachCall {
    @Override
    public void attach(long program, long[] link) {
      link[0] =
          lbj_attach_perf_event(
              program,
              event.type(),
              event.config(),
              event.address(),
              event.length(),
              event.access(),
              sampling,
              number(perSecond),
              pid,
              cpu,
              cookie);
    }
  }

  record OfSocket(int socket, long socketCookie, boolean reuseport) implements Hook {
    @Override
    public long create(int program, int attachType) {
      return lbj_hook_socket(program, socket, socketCookie, number(reuseport));
    }
  }

  record OfSockmap(int map) implements Hook {
    @Override
    public long create(int program, int attachType) {
      return lbj_hook_sockmap(program, attachType, map);
    }
  }

  record OfTc(int device, boolean egress, int handle, int priority, boolean replace)
      implements Hook {
    @Override
    public long create(int program, int attachType) {
      return lbj_hook_tc(program, device, number(egress), handle, priority, number(replace));
    }
  }

  record OfNetlinkXdp(int device, int flags, int replaced) implements Hook {
    @Override
    public long create(int program, int attachType) {
      return lbj_hook_xdp(program, device, flags, replaced);
    }
  }

  private static int number(boolean value) {
    return value ? 1 : 0;
  }

  /** One after the other, each with a NUL. */
  private static byte[] strings(List<String> texts) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      all.append(text).append('\0');
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long[] longs(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
