package org.libbpfjava.internal.failure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.failure.Mounts.Mount;

/**
 * What the mounter of a BPF file system lets processes in its user namespace do, by a BPF token:
 * kernel/bpf/inode.c, bpf_show_options().
 *
 * @param folder where it is mounted
 * @param rights by option, {@code delegate_progs}, the names behind it; {@code any} for all, and
 *     bits that have no name as a number, {@code 0x40}
 */
public record TokenMount(Path folder, Map<String, List<String>> rights) {
  public static final String COMMANDS = "delegate_cmds";
  public static final String MAPS = "delegate_maps";
  public static final String PROGRAMS = "delegate_progs";
  public static final String ATTACH_TYPES = "delegate_attachs";

  private static final String ANY = "any";
  private static final KernelVersion FIRST = KernelVersion.of(6, 9);

  /** {@return those of the file systems that this process sees, in the order of their mounts} */
  public static List<TokenMount> of(Mounts mounts) {
    List<TokenMount> all = new ArrayList<>();
    for (Mount mount : mounts.ofType("bpf")) {
      Map<String, List<String>> rights = new TreeMap<>();
      for (String option : mount.options()) {
        int equals = option.indexOf('=');
        if (option.startsWith("delegate_") && equals > 0) {
          rights.put(
              option.substring(0, equals),
              Arrays.asList(option.substring(equals + 1).split(":", -1)));
        }
      }
      if (!rights.isEmpty()) {
        all.add(new TokenMount(mount.folder(), rights));
      }
    }
    return all;
  }

  /** {@return the names behind an option, none where it is not given} */
  public List<String> names(String option) {
    return rights.getOrDefault(option, List.of());
  }

  /** {@return whether an option names something, or all} */
  public boolean allows(String option, String name) {
    List<String> names = names(option);
    return names.contains(ANY) || names.contains(name);
  }

  /**
   * {@return why a process in a user namespace of its own was denied a call, and what to do about
   * it, a sentence}
   */
  static String missing(Provision machine, Need need) {
    List<TokenMount> all = of(machine.mounts());
    String namespace =
        "The process is in a user namespace of its own (/proc/self/uid_map), where capabilities do"
            + " not count for bpf(2)";
    if (machine.isOlderThan(FIRST)) {
      return namespace + ": run it in the first one, or use Linux 6.9, which has BPF tokens.";
    }
    if (all.isEmpty()) {
      return namespace
          + " without a BPF token, and it sees no BPF file system that delegates them: run it in"
          + " the first one, or mount one for it with delegate_cmds, delegate_maps,"
          + " delegate_progs and delegate_attachs.";
    }
    return all.get(0).lacks(need);
  }

  private String lacks(Need need) {
    return commands(need).stream()
        .flatMap(command -> lacks(COMMANDS, "the command ", command).stream())
        .findFirst()
        .or(() -> firstOf(MAPS, "maps of type ", need.mapTypes()))
        .or(() -> firstOf(PROGRAMS, "programs of type ", need.programTypes()))
        // libbpf.c, bpf_object__probe_loading(): one is loaded before all others.
        .or(
            () ->
                need.isAlone()
                    ? Optional.empty()
                    : lacks(PROGRAMS, "programs of type ", "socket_filter"))
        .or(
            () ->
                names(ATTACH_TYPES).isEmpty() && (!need.isAlone() || !need.programTypes().isEmpty())
                    ? Optional.of(sentence(ATTACH_TYPES, "any attach type", ANY))
                    : Optional.empty())
        .orElseGet(
            () ->
                "The BPF file system at '"
                    + folder
                    + "' delegates such calls: the attach type may be another than those of its "
                    + ATTACH_TYPES
                    + ", or the "
                    + (need.isAlone() ? "scope" : "object")
                    + " was opened without a token.");
  }

  /** {@return the commands of bpf(2) that it takes} */
  private static List<String> commands(Need need) {
    List<String> commands = new ArrayList<>();
    if (!need.isAlone() || !need.programTypes().isEmpty()) {
      commands.add("prog_load");
    }
    if (!need.isAlone() || (need.programTypes().isEmpty() && need.mapTypes().isEmpty())) {
      commands.add("btf_load");
    }
    if (!need.mapTypes().isEmpty()) {
      commands.add("map_create");
    }
    return commands;
  }

  private Optional<String> firstOf(String option, String what, Iterable<String> names) {
    for (String name : names) {
      Optional<String> lacking = lacks(option, what, name);
      if (lacking.isPresent()) {
        return lacking;
      }
    }
    return Optional.empty();
  }

  private Optional<String> lacks(String option, String what, String name) {
    return allows(option, name)
        ? Optional.empty()
        : Optional.of(sentence(option, what + name, name));
  }

  private String sentence(String option, String what, String name) {
    List<String> more = new ArrayList<>(names(option));
    more.add(name);
    return "The BPF file system at '"
        + folder
        + "' does not delegate "
        + what
        + ": mount it with "
        + option
        + "="
        + String.join(":", more)
        + ".";
  }
}
