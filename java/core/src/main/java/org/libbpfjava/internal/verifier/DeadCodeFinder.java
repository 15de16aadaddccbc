package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.DeadCode;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Symbolizer;

/** Brings the instructions that are live together with source lines and functions. */
public final class DeadCodeFinder {
  private static final String NO_LINES =
      "The program has no line records: compile it with -g to see source lines.";
  private static final String NO_FUNCTIONS =
      "The program has no function records: compile it with -g to see functions.";

  private record Place(String file, int line) {}

  private static final class Count {
    private final String name;
    private int slots;
    private int liveSlots;

    Count(String name) {
      this.name = name;
    }
  }

  private final ProgramCode code;
  private final BitSet live;
  private final Count all = new Count("");
  private final Map<Integer, Count> functions = new TreeMap<>();
  private final Map<Place, Count> lines = new LinkedHashMap<>();

  private DeadCodeFinder(ProgramCode code, BitSet live) {
    this.code = code;
    this.live = live;
  }

  /**
   * Tells what is dead.
   *
   * @param code the program before load
   * @param live the slots of the instructions that the verifier visited
   * @param method how they are known
   * @param xlatedSlots the slots that the kernel has now
   * @param symbolizer names for the listing
   * @param limits what the caller could not tell, and why, in whole sentences
   * @return lines, functions, and the listing
   */
  public static DeadCode find(
      ProgramCode code,
      BitSet live,
      DeadCode.Method method,
      int xlatedSlots,
      Symbolizer symbolizer,
      List<String> limits) {
    DeadCodeFinder finder = new DeadCodeFinder(code, live);
    finder.count();
    List<String> allLimits = new ArrayList<>(limits);
    if (!code.hasFunctions()) {
      allLimits.add(NO_FUNCTIONS);
    }
    if (!code.hasLines()) {
      allLimits.add(NO_LINES);
    }
    DeadCodeListing listing = new DeadCodeListing(code, live, symbolizer);
    return new DeadCode(
        code.name(),
        method,
        finder.all.slots,
        finder.all.liveSlots,
        xlatedSlots,
        finder.functions.values().stream()
            .map(count -> new DeadCode.Function(count.name, count.slots, count.liveSlots))
            .toList(),
        finder.lines.entrySet().stream()
            .map(line -> sourceLine(line.getKey(), line.getValue()))
            .sorted(
                Comparator.comparing(DeadCode.SourceLine::file)
                    .thenComparing(DeadCode.SourceLine::line))
            .toList(),
        allLimits,
        listing.lines(method, finder.all.slots, finder.all.liveSlots, allLimits));
  }

  private static DeadCode.SourceLine sourceLine(Place place, Count count) {
    return new DeadCode.SourceLine(
        place.file(), place.line(), count.name, count.slots, count.liveSlots);
  }

  private void count() {
    int slot = 0;
    for (Instruction instruction : code.instructions()) {
      count(all, slot, instruction);
      count(function(slot), slot, instruction);
      SourceRecord line = code.lineAround(slot);
      if (line != null) {
        Place place = new Place(line.file(), line.line());
        count(lines.computeIfAbsent(place, p -> new Count(line.text().strip())), slot, instruction);
      }
      slot += instruction.slots();
    }
  }

  private @Nullable Count function(int slot) {
    Integer start = code.functionAround(slot);
    if (start == null) {
      return null;
    }
    return functions.computeIfAbsent(start, s -> new Count(String.valueOf(code.functionAt(s))));
  }

  private void count(@Nullable Count count, int slot, Instruction instruction) {
    if (count != null) {
      count.slots += instruction.slots();
      count.liveSlots += live.get(slot) ? instruction.slots() : 0;
    }
  }
}
