package org.libbpfjava.internal.ksym;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.code.ElfCode;
import org.libbpfjava.internal.code.HeldCode;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;

/**
 * The addresses of a loaded object's {@code __ksym} externs, for which libbpf has no call.
 *
 * <p>libbpf puts the address of a symbol without a type into the programs. Of one with a type,
 * variable or function, it knows the BTF id alone; its address is found where the kernel itself
 * looks for it when it loads the program (check_pseudo_btf_id(), kallsyms_lookup_name()): by name
 * among all symbols.
 */
public final class KernelSymbols {
  /** Of an object without BTF. */
  public static final KernelSymbols NONE = new KernelSymbols(Map.of());

  private final Map<String, OptionalLong> used; // without a number: found by name
  private @Nullable Map<String, Long> listed; // guarded by this; null until first asked for

  private KernelSymbols(Map<String, OptionalLong> used) {
    this.used = Collections.unmodifiableMap(used);
  }

  /**
   * Looks for the kernel symbols of a loaded object.
   *
   * @param elf the object's file
   * @param code the code in it
   * @param btf the object's BTF as libbpf holds it
   * @param programs its loaded programs; the caller is inside it
   * @return those that a loaded program uses
   */
  public static KernelSymbols of(
      ElfFile elf, ElfCode code, Btf btf, List<? extends HeldCode> programs) {
    return new KernelSymbols(
        btf.findDatasec(KernelSymbolSearch.SECTION).isEmpty()
            ? Map.of()
            : new KernelSymbolSearch(elf, code, btf).search(programs));
  }

  /**
   * {@return a symbol's address, 0 for a weak one that the kernel does not have}
   *
   * @param name a symbol that a loaded program uses
   * @param source what messages call the object
   * @throws NoSuchMemberException if none uses it
   * @throws BpfException if the kernel has it and does not tell its address
   */
  public long address(String name, String source) {
    OptionalLong address = used.get(name);
    if (address == null) {
      throw new NoSuchMemberException(
          Message.of(
              source
                  + ": no loaded program uses a kernel symbol '"
                  + name
                  + "'; used are: "
                  + (used.isEmpty() ? "none" : NearestNames.suggest(name, used.keySet()))),
          NoSuchMemberException.Kind.KERNEL_SYMBOL,
          name,
          NearestNames.near(name, used.keySet()));
    }
    return address.isPresent() ? address.getAsLong() : listed(name);
  }

  private synchronized long listed(String name) {
    Map<String, Long> all = listed;
    if (all == null) {
      all = KernelSymbolList.read(used.keySet());
      listed = all;
    }
    Long address = all.get(name);
    if (address == null) {
      throw new BpfException(
          Message.of(
              "kernel symbol '"
                  + name
                  + "' is there, but its address is not told: /proc/kallsyms does not list it for this"
                  + " process (CAP_SYSLOG, /proc/sys/kernel/kptr_restrict)"));
    }
    return address;
  }
}
