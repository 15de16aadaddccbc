package org.libbpfjava.internal.verifier;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfFunc;
import org.libbpfjava.internal.code.LineRecord;

/**
 * What the function and line records of a program say, as far as they make sense: the kernel checks
 * those that it is given, and it is not always given them. Immutable.
 */
final class ProgramRecords {
  private final Map<Integer, Integer> functions = new HashMap<>();
  private final Map<Integer, Long> places = new HashMap<>();
  private final Map<Integer, String> functionNames = new HashMap<>();
  private final List<SourceRecord> lines = new ArrayList<>();
  private int damaged;

  private ProgramRecords() {}

  /**
   * Reads the records of a program.
   *
   * @param starts the slots where its instructions begin
   * @param functionIds as libbpf or the kernel gave them
   * @param lineRecords likewise
   * @param btf what they refer to; without it they have no names
   * @return what makes sense of them
   */
  static ProgramRecords of(
      BitSet starts,
      Map<Integer, Integer> functionIds,
      List<LineRecord> lineRecords,
      Optional<Btf> btf) {
    ProgramRecords records = new ProgramRecords();
    functionIds.forEach((slot, type) -> records.addFunction(starts, slot, type, btf));
    lineRecords.forEach(line -> records.addLine(starts, line, btf));
    return records;
  }

  private void addFunction(BitSet starts, int slot, int type, Optional<Btf> btf) {
    if (slot < 0 || !starts.get(slot)) {
      damaged++;
      return;
    }
    functions.put(slot, type);
    if (btf.isPresent()) {
      boolean exists = type > 0 && type < btf.get().typeCount();
      if (exists && btf.get().type(type) instanceof BtfFunc function) {
        functionNames.put(slot, function.name());
      } else {
        damaged++;
      }
    }
  }

  private void addLine(BitSet starts, LineRecord line, Optional<Btf> btf) {
    int slot = line.slot();
    if (slot < 0 || !starts.get(slot)) {
      damaged++;
      return;
    }
    places.put(slot, (long) line.file() << 32 | Integer.toUnsignedLong(line.lineAndColumn()));
    if (btf.isPresent()) {
      Optional<String> file = btf.get().findString(Integer.toUnsignedLong(line.file()));
      Optional<String> text = btf.get().findString(Integer.toUnsignedLong(line.text()));
      if (file.isPresent() && text.isPresent()) {
        lines.add(new SourceRecord(slot, file.get(), line.line(), line.column(), text.get()));
      } else {
        damaged++;
      }
    }
  }

  /** The BTF type ids of the functions by the slots where they begin. */
  Map<Integer, Integer> functions() {
    return functions;
  }

  /** For each slot with a line record a number that is the same for the same place. */
  Map<Integer, Long> places() {
    return places;
  }

  Map<Integer, String> functionNames() {
    return functionNames;
  }

  List<SourceRecord> lines() {
    return lines;
  }

  /** How many records lead nowhere. */
  int damaged() {
    return damaged;
  }
}
