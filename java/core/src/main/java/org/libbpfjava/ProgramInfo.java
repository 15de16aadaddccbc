package org.libbpfjava;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.libbpf.OpenedPrograms;
import org.libbpfjava.internal.libbpf.ProgramFacts;
import org.libbpfjava.map.BpfMap;

/**
 * What the kernel tells of a program, as {@code bpftool prog show} prints it. Every number is of
 * the moment at which it was asked.
 *
 * <p>A number that this kernel does not tell is 0.
 *
 * @param id the kernel's number of the program
 * @param name the kernel's name of it, up to 15 characters; empty for a program without a name
 * @param type its type
 * @param tag 16 hexadecimal digits of a hash over its instructions; programs with the same
 *     instructions have the same tag
 * @param mapIds the kernel's numbers of the maps that it uses, as {@link BpfMap#id} gives them
 * @param loadedAfterBoot when it was loaded: the time since boot, suspension included
 * @param uid the number of the user who loaded it
 * @param isGplCompatible whether its license goes with the GPL
 * @param xlatedBytes bytes of its instructions as the kernel keeps them; 0 if the process lacks
 *     CAP_BPF
 * @param jitedBytes bytes of its machine code; 0 without a JIT, or if the process lacks CAP_BPF
 * @param functions its functions in machine code; empty if the kernel does not tell addresses to
 *     this process
 * @param btfId the kernel's number of its BTF, 0 for none
 * @param attachBtfObjectId the kernel's number of the BTF that has its target's type, 0 for none;
 *     from Linux 6.0 on
 * @param attachBtfTypeId the target's type in that BTF, 0 for none; from Linux 6.0 on
 * @param runTime how long it ran in all, while {@link BpfStatistics} were enabled; from Linux 5.1
 *     on
 * @param runCount how often it ran, while {@link BpfStatistics} were enabled; from Linux 5.1 on
 * @param recursionMisses how often it did not run because it was running already; from Linux 5.12
 *     on
 * @param verifiedInstructions how many instructions the verifier looked at; from Linux 5.16 on
 * @param offload the network interface whose hardware runs it, empty for none
 * @see BpfProgram#info
 * @libbpf struct bpf_prog_info
 */
public record ProgramInfo(
    int id,
    String name,
    ProgramType type,
    String tag,
    List<Integer> mapIds,
    Duration loadedAfterBoot,
    int uid,
    boolean isGplCompatible,
    int xlatedBytes,
    int jitedBytes,
    List<JitedFunction> functions,
    int btfId,
    int attachBtfObjectId,
    int attachBtfTypeId,
    Duration runTime,
    long runCount,
    long recursionMisses,
    long verifiedInstructions,
    Optional<Offload> offload) {

  /**
   * A function in machine code.
   *
   * @param address where it begins in the kernel
   * @param bytes of machine code
   */
  public record JitedFunction(long address, int bytes) {}

  /**
   * A network interface that runs a program.
   *
   * @param interfaceIndex its number in its network namespace
   * @param namespaceDevice the device of that namespace's file
   * @param namespaceInode the inode of that namespace's file, as {@code ls -i} shows it
   */
  public record Offload(int interfaceIndex, long namespaceDevice, long namespaceInode) {}

  /** Refuses null by NullPointerException. */
  public ProgramInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(tag, "tag");
    mapIds = List.copyOf(Objects.requireNonNull(mapIds, "mapIds"));
    Objects.requireNonNull(loadedAfterBoot, "loadedAfterBoot");
    functions = List.copyOf(Objects.requireNonNull(functions, "functions"));
    Objects.requireNonNull(runTime, "runTime");
    Objects.requireNonNull(offload, "offload");
  }

  /**
   * Asks the kernel about the program with a number, such as {@link LinkInfo#programId} tells.
   *
   * @param id the number
   * @return what the kernel tells
   * @throws BpfException if there is no such program, or the process may not open programs by
   *     number, which takes CAP_SYS_ADMIN
   * @kernel 4.13
   * @libbpf bpf_prog_get_fd_by_id, bpf_prog_get_info_by_fd
   */
  public static ProgramInfo ofId(int id) {
    return of(OpenedPrograms.facts(id));
  }

  static ProgramInfo of(ProgramFacts facts) {
    return new ProgramInfo(
        facts.id(),
        facts.name(),
        ProgramType.of(facts.typeNumber()),
        facts.tag(),
        facts.mapIds(),
        Duration.ofNanos(facts.loadedNanos()),
        facts.uid(),
        facts.isGplCompatible(),
        facts.xlatedBytes(),
        facts.jitedBytes(),
        functions(facts),
        facts.btfId(),
        facts.attachBtfObjectId(),
        facts.attachBtfTypeId(),
        Duration.ofNanos(facts.runNanos()),
        facts.runCount(),
        facts.recursionMisses(),
        facts.verifiedInstructions(),
        facts.interfaceIndex() == 0
            ? Optional.empty()
            : Optional.of(
                new Offload(
                    facts.interfaceIndex(), facts.namespaceDevice(), facts.namespaceInode())));
  }

  private static List<JitedFunction> functions(ProgramFacts facts) {
    List<Long> addresses = facts.jitedAddresses();
    List<JitedFunction> functions = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      functions.add(new JitedFunction(addresses.get(i), facts.jitedBytes(i)));
    }
    return functions;
  }

  /**
   * {@return when it was loaded, by today's clock} Two calls may differ by what the clock was set
   * meanwhile.
   */
  public Instant loadedAt() {
    return Instant.EPOCH.plusNanos(ProgramFacts.bootNanos()).plus(loadedAfterBoot);
  }
}
