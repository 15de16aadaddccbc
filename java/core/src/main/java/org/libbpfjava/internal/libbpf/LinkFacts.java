package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_link_info;
import static org.libbpfjava.raw.global.plain.lbj_program_name;

import java.util.ArrayList;
import java.util.List;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.attach.LinkInfo.Place;
import org.libbpfjava.attach.LinkType;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.CString;

/** What the kernel says about a link: struct bpf_link_info. */
final class LinkFacts {
  private static final int NUMBERS = 8;
  private static final int TEXT_BYTES = 4096; // PATH_MAX
  private static final int NAME_BYTES = 16; // BPF_OBJ_NAME_LEN
  private static final int LISTS = 3;
  private static final int IS_RETURN = 1; // BPF_F_KPROBE_MULTI_RETURN, BPF_F_UPROBE_MULTI_RETURN

  private final long[] numbers = new long[NUMBERS];
  private final byte[] text = new byte[TEXT_BYTES];
  private final long[] lists;
  private final int count;

  private LinkFacts(int fd, String subject, int count) {
    this.count = count;
    this.lists = new long[Math.multiplyExact(count, LISTS)];
    // Safe: the shim knows how many numbers there are, and the arrays' own sizes tell the rest.
    ReturnCode.check(
        lbj_link_info(fd, numbers, text, text.length, lists, count),
        "ask the kernel about",
        subject);
  }

  /**
   * Asks the kernel.
   *
   * @param fd a link's descriptor that is open during the call
   * @param subject what messages call the link
   */
  static LinkInfo of(int fd, String subject) {
    LinkFacts facts = new LinkFacts(fd, subject, 0);
    LinkType type = LinkType.of(facts.integer(0));
    boolean hasLists = type == LinkType.KPROBE_MULTI || type == LinkType.UPROBE_MULTI;
    return hasLists && facts.number(0) > 0
        ? new LinkFacts(fd, subject, Math.toIntExact(facts.number(0))).info(type)
        : facts.info(type);
  }

  private LinkInfo info(LinkType type) {
    int id = integer(1);
    int program = integer(2);
    return switch (type) {
      case RAW_TRACEPOINT -> new LinkInfo.RawTracepoint(id, program, text(), number(0));
      case TRACING -> new LinkInfo.Tracing(id, program, place(0), member(1), member(2), number(3));
      case CGROUP -> new LinkInfo.Cgroup(id, program, place(1), number(0));
      case ITER -> iterator(id, program);
      case NETNS -> new LinkInfo.NetworkNamespace(id, program, place(1), number(0));
      case XDP -> new LinkInfo.Xdp(id, program, member(0));
      case PERF_EVENT -> perfEvent(id, program);
      case KPROBE_MULTI ->
          new LinkInfo.KprobeMulti(id, program, isReturn(), list(0), list(1), number(2));
      case STRUCT_OPS -> new LinkInfo.StructOps(id, member(0));
      case NETFILTER ->
          new LinkInfo.Netfilter(id, program, member(0), member(1), member(2), member(3));
      case TCX -> new LinkInfo.Tcx(id, program, place(1), member(0));
      case UPROBE_MULTI ->
          new LinkInfo.UprobeMulti(id, program, isReturn(), text(), member(2), places());
      case NETKIT -> new LinkInfo.Netkit(id, program, place(1), member(0));
      case SOCKMAP -> new LinkInfo.Sockmap(id, program, place(1), member(0));
      case UNKNOWN -> new LinkInfo.Other(id, program, integer(0));
    };
  }

  /** The numbers of a group and of a task lie in one place: the target's name says which it is. */
  private LinkInfo iterator(int id, int program) {
    String target = text();
    boolean isOfGroups = target.equals("cgroup");
    boolean isOfTasks = target.startsWith("task");
    return new LinkInfo.Iterator(
        id,
        program,
        target,
        member(0),
        isOfGroups ? number(1) : 0,
        isOfGroups ? member(2) : 0,
        isOfTasks ? member(3) : 0,
        isOfTasks ? member(4) : 0);
  }

  /** By enum bpf_perf_event_type. */
  private LinkInfo perfEvent(int id, int program) {
    int kind = member(0);
    return switch (kind) {
      case 1, 2 ->
          new LinkInfo.Uprobe(
              id, program, kind == 2, text(), new Place(number(1), number(3), number(2)));
      case 3, 4 ->
          new LinkInfo.Kprobe(
              id, program, kind == 4, text(), number(1), number(3), number(4), number(2));
      case 5 -> new LinkInfo.Tracepoint(id, program, text(), number(1));
      case 6 -> new LinkInfo.PerfEvent(id, program, member(1), number(2), number(3));
      default -> new LinkInfo.Other(id, program, integer(0));
    };
  }

  private int integer(int index) {
    return (int) numbers[index];
  }

  /** One of those that belong to the type of link. */
  private long number(int index) {
    return numbers[3 + index];
  }

  private int member(int index) {
    return (int) number(index);
  }

  private AttachType place(int index) {
    return AttachType.of(member(index));
  }

  private boolean isReturn() {
    return (number(1) & IS_RETURN) != 0;
  }

  private List<Long> list(int index) {
    List<Long> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(lists[index * count + i]);
    }
    return list;
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(new Place(lists[i], lists[count + i], lists[2 * count + i]));
    }
    return places;
  }

  private String text() {
    return CString.text(text);
  }

  /**
   * {@return the kernel's name of a program, up to 15 characters; empty where it is gone, or the
   * process may not ask, which takes CAP_SYS_ADMIN}
   */
  static String programName(int id) {
    byte[] name = new byte[NAME_BYTES];
    return lbj_program_name(id, name) < 0 ? "" : CString.text(name);
  }
}
