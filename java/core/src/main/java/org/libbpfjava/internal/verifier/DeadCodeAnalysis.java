package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.KernelProgram;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.DeadCode.Method;

/** Tells what is dead in a program, from the surest source that there is. */
public final class DeadCodeAnalysis {
  private static final String UNCERTAIN =
      "Some instructions were not found again in the kernel's program: all that they may lead to"
          + " counts as live. LoadOptions.recordVerification() tells exactly.";
  private static final String ENTRY_MISSING =
      "The verifier's log does not begin with the program's first instruction, so it is not used.";
  private static final String OTHER_WAY =
      "The kernel's program does not fit the verifier's log: how much of it belongs to which line"
          + " is not told.";

  private final RelocatedProgram program;
  private final ProgramLog log;
  private final BitSet starts;
  private final ProgramRecords records;
  private final List<String> limits = new ArrayList<>();

  private DeadCodeAnalysis(RelocatedProgram program, Optional<Btf> btf, ProgramLog log) {
    this.program = program;
    this.log = log;
    this.starts = RelocatedProgram.starts(program.instructions());
    this.records = ProgramRecords.of(starts, program.functions(), program.lines(), btf);
  }

  /**
   * What is dead in a program that the kernel has accepted.
   *
   * @param program as libbpf gave it to the kernel
   * @param xlated as the kernel keeps it
   * @param btf the object's types
   * @param log what was recorded
   */
  public static DeadCode ofLoaded(
      RelocatedProgram program, KernelProgram xlated, Optional<Btf> btf, ProgramLog log) {
    return new DeadCodeAnalysis(program, btf, log).loaded(xlated);
  }

  /**
   * What is known to be live in a program that the verifier has refused.
   *
   * @param program as libbpf gave it to the kernel
   * @param btf the object's types
   * @param log the whole log at level 2
   */
  public static DeadCode ofRefused(RelocatedProgram program, Optional<Btf> btf, ProgramLog log) {
    return new DeadCodeAnalysis(program, btf, log).refused();
  }

  private DeadCode loaded(KernelProgram xlated) {
    log.loss().ifPresent(limits::add);
    String obstacle = XlatedProgram.obstacle(xlated);
    Optional<Alignment> alignment =
        obstacle.isEmpty() ? Optional.of(align(xlated)) : Optional.empty();
    BitSet live = log.isExact() ? visited(log.parsed()) : new BitSet();
    Method method;
    if (live.get(0)) {
      method = Method.EXACT;
    } else if (alignment.isPresent()) {
      method = Method.INFERRED;
      live = alignment.get().live();
      if (!alignment.get().isCertain()) {
        limits.add(UNCERTAIN);
      }
    } else {
      method = Method.UNKNOWN;
      limits.add(obstacle);
    }
    if (log.isExact() && method != Method.EXACT) {
      limits.add(ENTRY_MISSING);
    }
    if (alignment.isPresent() && !alignment.get().live().equals(live)) {
      limits.add(OTHER_WAY);
      alignment = Optional.empty();
    }
    return finder(live, method, alignment)
        .find(
            new DeadCode.Sizes(
                program.objectSlots(),
                relocatedSlots(),
                positive(xlated.slots()),
                positive(xlated.jitedBytes())),
            Optional.empty());
  }

  private DeadCode refused() {
    VerifierLog parsed = log.parsed();
    return finder(visited(parsed), Method.REFUSED, Optional.empty())
        .find(
            new DeadCode.Sizes(
                program.objectSlots(), relocatedSlots(), OptionalInt.empty(), OptionalInt.empty()),
            Optional.of(parsed));
  }

  private DeadCodeFinder finder(BitSet live, Method method, Optional<Alignment> alignment) {
    if (records.damaged() > 0) {
      limits.add(
          records.damaged()
              + " of the program's function and line records make no sense and are"
              + " left out.");
    }
    ProgramCode code =
        new ProgramCode(
            program.name(), program.instructions(), records.functionNames(), records.lines());
    return new DeadCodeFinder(code, live, method, alignment, program.names(), limits);
  }

  private Alignment align(KernelProgram xlated) {
    BitSet kernelStarts = RelocatedProgram.starts(xlated.instructions());
    ProgramRecords kernel =
        ProgramRecords.of(kernelStarts, xlated.functions(), xlated.lines(), Optional.empty());
    return Alignment.of(
        new Code(program.instructions(), records.places(), records.functions()),
        new Code(xlated.instructions(), kernel.places(), kernel.functions()));
  }

  private BitSet visited(VerifierLog parsed) {
    BitSet visited = parsed.visited();
    visited.and(starts);
    return visited;
  }

  private static OptionalInt positive(int number) {
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private int relocatedSlots() {
    return InstructionCodec.slots(program.instructions());
  }
}
