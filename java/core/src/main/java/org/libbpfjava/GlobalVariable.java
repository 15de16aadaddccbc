package org.libbpfjava;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.lifetime.Liveness;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.value.ValueCodecs;
import org.libbpfjava.internal.value.ValuePlace;
import org.libbpfjava.memory.AccessMode;
import org.libbpfjava.value.TypedValue;

/**
 * A global variable of a BPF object, or a place inside one.
 *
 * <p>Numbers and memory are as {@link TypedValue} says. A bitfield, a struct and an array are read
 * and written piece by piece, while the program may change them.
 *
 * <p><b>Threads and life.</b> Safe on any thread. After the object is closed, and for a variable of
 * an {@link AccessMode#COPY open} object after its load, name, type, size and place still answer.
 * What reaches the memory throws {@link IllegalStateException}.
 *
 * @kernel 5.2; 5.5 for live memory
 */
public final class GlobalVariable extends TypedValue {
  private static final int MAX_CACHED_FIELDS = 4096;

  private final UseInCode use;
  private final ConcurrentHashMap<String, GlobalVariable> fields = new ConcurrentHashMap<>();
  private final InitialValue initial;

  /**
   * A whole variable.
   *
   * @param name its name
   * @param memory the section that it lies in
   * @param offset bytes from the section's start
   * @param size its bytes, which may be more than its type's: a flexible array at its end
   * @param type its type, or null without BTF
   * @param liveness asked before what does not touch the memory
   * @param codecs the object's mappings between C and Java types
   * @param use what the object's code has to do with it
   */
  GlobalVariable(
      String name,
      SectionMemory memory,
      int offset,
      int size,
      @Nullable BtfType type,
      Liveness liveness,
      ValueCodecs codecs,
      UseInCode use) {
    this(ValuePlace.of("variable", name, memory, offset, size, type, liveness, codecs), use);
  }

  private GlobalVariable(ValuePlace place, UseInCode use) {
    super(place);
    this.use = use;
    this.initial =
        new InitialValue(
            place.name(), place.memory(), place.offset(), place.size(), place.liveness());
  }

  /** {@return the ELF name of the section that it lies in, such as {@code .rodata.cfg}} */
  public String section() {
    return place().memory().sectionName();
  }

  /**
   * {@return bytes from the section's start; of a bitfield, those to the byte with its lowest bit}
   */
  public int offset() {
    return place().offset();
  }

  /**
   * Whether an instruction of the object's code refers to the variable as a whole. If none does,
   * setting the variable has no effect. Either nothing uses it, or clang has put its value into the
   * code: it may do so if the variable is not {@code volatile} and nothing in the C file changes
   * it.
   *
   * @return whether code refers to it; code of programs that are not loaded counts too
   * @see LoadOptions#withStrictSets
   */
  public boolean isReferenced() {
    return use.isReferenced();
  }

  /**
   * Whether its bytes differ from those in the object file. For a bitfield these are all bytes that
   * its bits touch.
   *
   * @return whether they differ
   * @throws IllegalStateException if the object is loaded or closed
   */
  public boolean isChanged() {
    return initial.isChanged();
  }

  /**
   * Puts the object file's bytes back.
   *
   * @throws IllegalArgumentException if it is a bitfield
   * @throws IllegalStateException if the object is loaded or closed
   */
  public void reset() {
    initial.check();
    checkWholeBytes("be reset");
    initial.reset();
  }

  /**
   * A place inside the variable. The same path gives the same instance, so keeping the instance
   * makes nothing faster.
   *
   * @param path members and indices, such as {@code limits[3].max} or {@code [2].x}; an index may
   *     be an enum's constant, as in {@code counters[DROPPED]}
   * @return the place; its name is this variable's name and the path
   * @throws NoSuchMemberException if a part of the path does not exist; the message lists what does
   * @throws IndexOutOfBoundsException if an index is outside its array
   * @throws IllegalArgumentException if it is not written as a path
   */
  @Override
  public GlobalVariable field(String path) {
    Objects.requireNonNull(path, "path");
    GlobalVariable known = fields.get(path);
    if (known != null) {
      return known;
    }
    GlobalVariable found = new GlobalVariable(place().field(path), use);
    if (fields.size() >= MAX_CACHED_FIELDS) {
      return found; // paths made by a program, one for each index, must not fill the heap
    }
    GlobalVariable raced = fields.putIfAbsent(path, found);
    return raced != null ? raced : found;
  }

  /** {@return its name and value, such as {@code generation = 1}; the name alone if it is large} */
  String text() {
    return assignment();
  }

  /** Initialisers of pointers are not what C says. */
  @Override
  protected String remark() {
    return use.holdsPointer(place().offset(), place().size())
        ? " /* libbpf fills in no pointers of initialisers */"
        : "";
  }
}
