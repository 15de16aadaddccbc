package org.libbpfjava.internal.variable;

import java.util.Locale;
import java.util.Optional;
import org.libbpfjava.btf.BtfType;

/**
 * A variable of an object: where it lies and what is known about it.
 *
 * @param name its name; a static one inside a function is {@code function.name}
 * @param section the ELF name of its section
 * @param offset bytes from the section's start; 0 in {@code .ksyms} and where it is refused
 * @param size bytes that it has, which may be more than its type's for a flexible array; 0 in
 *     {@code .ksyms} and where it is refused
 * @param type its BTF type, empty where BTF does not know it
 * @param linkage who sees it
 * @param refusal why nobody may touch it, because the object contradicts itself; empty otherwise
 */
public record VariableInfo(
    String name,
    String section,
    int offset,
    int size,
    Optional<BtfType> type,
    Linkage linkage,
    String refusal) {

  /** Who sees a variable, and whether it may be missing or replaced. */
  public enum Linkage {
    /** One in the whole object. */
    GLOBAL,
    /** Private to its C file. */
    STATIC,
    /** One in the whole object, gone from view outside it. */
    HIDDEN,
    /** Global, and another object may replace it when they are linked. */
    WEAK,
    /** Declared here, defined by the kernel or its configuration. */
    EXTERN,
    /** Extern, and zero where the kernel has none. */
    WEAK_EXTERN
  }

  /** {@return whether it may be read and written} */
  public boolean isUsable() {
    return refusal.isEmpty();
  }

  /** Written out: a record's own is linked when it is first called, in dozens of classes. */
  @Override
  public int hashCode() {
    return 31 * name.hashCode() + offset;
  }

  /** {@return what tells it from others of its name, {@code static in .bss at byte 8}} */
  String place() {
    String place = linkage.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " in " + section;
    return isUsable() ? place + " at byte " + offset : place + ", refused";
  }
}
