package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Symbolizer;
import org.libbpfjava.verifier.DeadCode;
import org.libbpfjava.verifier.DeadCode.Method;
import org.libbpfjava.verifier.DeadCode.Refusal;
import org.libbpfjava.verifier.DeadCode.SourceLine;

/** Brings the instructions that are live together with source lines and functions. */
final class DeadCodeFinder {
  private static final String NO_LINES =
      "The program has no line records: compile it with -g to see source lines.";
  private static final String NO_FUNCTIONS =
      "The program has no function records: compile it with -g to see functions.";

  private record Place(String file, int line) {}

  private static final class Count {
    private final String name;
    private int slots;
    private int liveSlots;
    private int xlatedSlots;

    Count(String name) {
      this.name = name;
    }
  }

  private final ProgramCode code;
  private final BitSet live;
  private final Method method;
  private final Optional<Alignment> alignment;
  private final Symbolizer symbolizer;
  private final List<String> limits;
  private final Count all = new Count("");
  private final Map<Integer, Count> functions = new TreeMap<>();
  private final Map<Place, Count> lines = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param code the program before load
   * @param live the slots of the instructions that the verifier visited
   * @param method how they are known
   * @param alignment where they stand after load
   * @param symbolizer names for the listing
   * @param limits what the caller could not tell, and why, in whole sentences
   */
  DeadCodeFinder(
      ProgramCode code,
      BitSet live,
      Method method,
      Optional<Alignment> alignment,
      Symbolizer symbolizer,
      List<String> limits) {
    this.code = code;
    this.live = live;
    this.method = method;
    this.alignment = alignment;
    this.symbolizer = symbolizer;
    this.limits = new ArrayList<>(limits);
    if (!code.hasFunctions()) {
      this.limits.add(NO_FUNCTIONS);
    }
    if (!code.hasLines()) {
      this.limits.add(NO_LINES);
    }
  }

  /**
   * Tells what is dead.
   *
   * @param sizes the program's sizes
   * @param refused the log of a verifier that refused it; empty for a loaded one
   * @return lines, functions, and the listing
   */
  DeadCode find(DeadCode.Sizes sizes, Optional<VerifierLog> refused) {
    count();
    List<SourceLine> sourceLines =
        lines.entrySet().stream()
            .map(line -> sourceLine(line.getKey(), line.getValue()))
            .sorted(Comparator.comparing(SourceLine::file).thenComparing(SourceLine::line))
            .toList();
    Optional<Refusal> refusal = refused.map(log -> refusal(log, sourceLines));
    return new FoundDeadCode(
        code.name(),
        method,
        sizes,
        all.liveSlots,
        functions.values().stream().map(this::function).toList(),
        sourceLines,
        refusal,
        limits,
        new DeadCodeListing(code, live, method, symbolizer)
            .lines(sizes, all.liveSlots, refusal, limits));
  }

  private SourceLine sourceLine(Place place, Count count) {
    return new SourceLine(
        place.file(),
        place.line(),
        count.name,
        FoundDeadCode.fate(method, count.slots, count.liveSlots),
        count.slots,
        count.liveSlots,
        xlated(count));
  }

  private DeadCode.Function function(Count count) {
    return new DeadCode.Function(
        count.name,
        FoundDeadCode.fate(method, count.slots, count.liveSlots),
        count.slots,
        count.liveSlots,
        xlated(count));
  }

  private OptionalInt xlated(Count count) {
    return alignment.isPresent() ? OptionalInt.of(count.xlatedSlots) : OptionalInt.empty();
  }

  private Refusal refusal(VerifierLog log, List<SourceLine> sourceLines) {
    OptionalInt slot = log.lastVisited();
    SourceRecord at = slot.isPresent() ? code.lineAround(slot.getAsInt()) : null;
    Optional<SourceLine> line =
        at == null
            ? Optional.empty()
            : sourceLines.stream()
                .filter(l -> l.line() == at.line() && l.file().equals(at.file()))
                .findFirst();
    return new Refusal(slot, line, log.reason());
  }

  private void count() {
    int slot = 0;
    NavigableMap<Integer, Integer> xlated = xlatedSlots();
    for (Instruction instruction : code.instructions()) {
      int slots = instruction.slots();
      int after = xlated.getOrDefault(slot, 0);
      count(all, slot, slots, after);
      count(function(slot), slot, slots, after);
      SourceRecord line = code.lineAround(slot);
      if (line != null) {
        Place place = new Place(line.file(), line.line());
        Count count = lines.computeIfAbsent(place, p -> new Count(line.text().strip()));
        count(count, slot, slots, after);
      }
      slot += slots;
    }
  }

  /**
   * How many slots of the kernel's program belong to which one before load: all from where it
   * stands to the next. What the kernel put in front counts with the one before.
   */
  private NavigableMap<Integer, Integer> xlatedSlots() {
    NavigableMap<Integer, Integer> counts = new TreeMap<>();
    if (alignment.isEmpty()) {
      return counts;
    }
    NavigableMap<Integer, Integer> owners = new TreeMap<>();
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      int before = slot;
      alignment.get().xlatedSlot(slot).ifPresent(after -> owners.putIfAbsent(after, before));
    }
    int end = alignment.get().xlatedSlots();
    for (Map.Entry<Integer, Integer> owner : owners.descendingMap().entrySet()) {
      boolean first = owner.getKey().equals(owners.firstKey());
      counts.put(owner.getValue(), end - (first ? 0 : owner.getKey()));
      end = owner.getKey();
    }
    return counts;
  }

  private @Nullable Count function(int slot) {
    Integer start = code.functionAround(slot);
    if (start == null) {
      return null;
    }
    return functions.computeIfAbsent(start, s -> new Count(String.valueOf(code.functionAt(s))));
  }

  private void count(@Nullable Count count, int slot, int slots, int xlatedSlots) {
    if (count != null) {
      count.slots += slots;
      count.liveSlots += live.get(slot) ? slots : 0;
      count.xlatedSlots += xlatedSlots;
    }
  }
}
