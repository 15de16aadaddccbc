package org.libbpfjava.internal.variable;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.elf.ElfFile;

/**
 * The types of a file as libbpf completes them at open, and the variables that follow from both.
 * libbpf makes the same of the same file each time, so they are read once; what it made is compared
 * all the same.
 *
 * @param btf the types, empty without BTF
 * @param variables all variables, where no section has another size than in the file
 */
public record OpenedTypes(Optional<Btf> btf, VariableTable variables) {

  /** What libbpf made of a file the last time. */
  private static final class Last {
    private byte @Nullable [] raw; // guarded by this
    private @Nullable OpenedTypes types; // guarded by this

    synchronized OpenedTypes of(ElfFile elf, byte @Nullable [] now) {
      OpenedTypes known = types;
      if (known == null || !Arrays.equals(raw, now)) {
        Btf btf = now == null ? null : Btf.parse(elf.source(), now);
        known = new OpenedTypes(Optional.ofNullable(btf), VariableTable.of(elf, btf, Map.of()));
        types = known;
        raw = now;
      }
      return known;
    }
  }

  /**
   * {@return the types of a file that was opened}
   *
   * @param elf the file
   * @param raw the bytes of its types as libbpf has them, null without BTF; nobody changes them
   */
  public static OpenedTypes of(ElfFile elf, byte @Nullable [] raw) {
    Last known = elf.derived(Last.class);
    return (known != null ? known : elf.keep(new Last())).of(elf, raw);
  }
}
