package org.libbpfjava.internal.verifier;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.insn.Instruction;

/** A program as libbpf gave it to the kernel, and what its records say about it. Immutable. */
public final class ProgramCode {
  private final String name;
  private final List<Instruction> instructions;
  private final NavigableMap<Integer, String> functions;
  private final NavigableMap<Integer, SourceRecord> lines;

  /**
   * Creates it.
   *
   * @param name the program's name
   * @param instructions the relocated instructions
   * @param functions the names of its functions by the slots where they begin
   * @param lines its line records; those of line 0, code that the compiler made up, count with the
   *     line before
   */
  public ProgramCode(
      String name,
      List<Instruction> instructions,
      Map<Integer, String> functions,
      List<SourceRecord> lines) {
    this.name = name;
    this.instructions = List.copyOf(instructions);
    this.functions = new TreeMap<>(functions);
    this.lines = new TreeMap<>();
    for (SourceRecord line : lines) {
      if (line.line() > 0) {
        this.lines.put(line.slot(), line);
      }
    }
  }

  String name() {
    return name;
  }

  List<Instruction> instructions() {
    return instructions;
  }

  boolean hasLines() {
    return !lines.isEmpty();
  }

  boolean hasFunctions() {
    return !functions.isEmpty();
  }

  /** The function that begins at a slot; null if none does. */
  @Nullable String functionAt(int slot) {
    return functions.get(slot);
  }

  /** The slot where the function around a slot begins; null without function records. */
  @Nullable Integer functionAround(int slot) {
    return functions.floorKey(slot);
  }

  /** The record that begins at a slot; null if none does. */
  @Nullable SourceRecord lineAt(int slot) {
    return lines.get(slot);
  }

  /** The record that covers a slot: the last one of its function that begins before it. */
  @Nullable SourceRecord lineAround(int slot) {
    Map.Entry<Integer, SourceRecord> line = lines.floorEntry(slot);
    Integer function = functions.floorKey(slot);
    return line == null || (function != null && line.getKey() < function) ? null : line.getValue();
  }
}
