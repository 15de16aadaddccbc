package org.libbpfjava.internal.failure;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where programs are attached whose section names no place, or cannot: libbpf.c, section_defs[],
 * those without an attach function, and those whose function gives no link.
 */
public final class AttachPlace {
  private record Place(Pattern section, String sentence) {
    Place(String section, String sentence) {
      this(Pattern.compile(section), sentence);
    }
  }

  /** The first that matches counts. */
  private static final List<Place> PLACES =
      List.of(
          new Place("struct_ops.*", "it is called through the struct_ops map that refers to it"),
          new Place(
              "xdp.*",
              "XDP programs are attached to a network interface, which a section cannot name:"
                  + " attach(Xdp.to(\"eth0\")) does"),
          new Place(
              "tcx\\b.*",
              "its type is attached to a network interface, which a section cannot name:"
                  + " attach(Tcx.to(\"eth0\")) does"),
          new Place(
              "netkit\\b.*",
              "its type is attached to a network interface, which a section cannot name:"
                  + " attach(Netkit.to(\"nk0\")) does"),
          new Place(
              "(tc|classifier|action)\\b.*",
              "its type is attached to a network interface, which a section cannot name:"
                  + " attach(Tc.ingress(\"eth0\")) does"),
          new Place(
              "(cgroup|cgroup_skb|sockops|lsm_cgroup)\\b.*",
              "its type is attached to a cgroup, which a section cannot name: attach(Cgroup.at(path))"
                  + " does"),
          new Place(
              "perf_event",
              "its type is attached to a perf event, which a section cannot name:"
                  + " attach(PerfEvent.perSecond(99, PerfEvent.Software.CPU_CLOCK)) does"),
          new Place(
              "(sk_skb|sk_msg)\\b.*",
              "its type is attached to a map of sockets, which a section cannot name:"
                  + " attach(Sockmap.on(map)) does"),
          new Place(
              "(sk_lookup|flow_dissector)",
              "its type is attached to a network namespace, which a section cannot name:"
                  + " attach(Netns.current()) does"),
          new Place(
              "netfilter",
              "its type is attached to a hook of netfilter, which a section cannot name:"
                  + " attach(Netfilter.at(family, hook)) does"),
          new Place(
              "(socket|sk_reuseport)\\b.*",
              "its type is attached to a socket, which a section cannot name:"
                  + " attach(SocketFilter.on(channel)) and attach(Reuseport.on(channel)) do"),
          new Place("syscall", "its type is attached to nothing, it is run by testRun()"),
          new Place("lwt_.*", "its type is attached to a route: ip route … encap bpf"),
          new Place("lirc_mode2", "its type is attached to an infrared device"),
          new Place(
              "(u|uret)probe\\b.*|usdt\\b.*",
              "it names no binary and function, as SEC(\"uprobe//usr/lib/libc.so.6:malloc\") and"
                  + " SEC(\"usdt//usr/lib/libc.so.6:libc:setjmp\") do"),
          new Place(
              "(tracepoint|tp)",
              "it names no tracepoint, as SEC(\"tracepoint/sched/sched_switch\") does"),
          new Place(
              "[a-z_.]+",
              "it names none, as SEC(\"kprobe/FUNCTION\") and SEC(\"raw_tp/TRACEPOINT\") do"));

  private AttachPlace() {}

  /**
   * {@return why a program that has no section cannot be attached, a clause}
   *
   * @param type its type as libbpf names it
   */
  public static String ofType(String type) {
    return "a program of type " + type + " has no section that says where: attach(…) takes a place";
  }

  /**
   * {@return why a section names no place, and what can be done, in words that follow a colon and
   * end without a full stop}
   *
   * @param section the ELF section of a program that libbpf will not attach by itself
   */
  public static String missing(String section) {
    String type = section.startsWith("?") ? section.substring(1) : section;
    return "its section '"
        + section
        + "' does not say where: "
        + PLACES.stream()
            .filter(place -> place.section().matcher(type).matches())
            .map(Place::sentence)
            .findFirst()
            .orElse("libbpf attaches no program of its type by itself");
  }

  /** {@return whether the program is attached by a map, not by itself} */
  public static boolean isOfMap(String section) {
    return section.startsWith("struct_ops") || section.startsWith("?struct_ops");
  }
}
