package org.libbpfjava.internal.failure;

import java.util.List;
import java.util.function.Predicate;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfFunc;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.BtfTypedef;
import org.libbpfjava.btf.BtfVar;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.NearestNames;

/** What a program may name in the kernel's BTF, and under which names: libbpf.c, BTF_*_PREFIX. */
enum KernelTargets {
  FUNCTIONS("function", "", BtfFunc.class::isInstance),
  TRACEPOINTS("tracepoint", "btf_trace_", BtfTypedef.class::isInstance),
  LSM_HOOKS("LSM hook", "bpf_lsm_", BtfFunc.class::isInstance),
  ITERATORS("iterator", "bpf_iter_", BtfFunc.class::isInstance),
  VARIABLES("variable", "", BtfVar.class::isInstance);

  private static final int FAR = 3; // edits, beyond which a name of the same length is another

  private final String noun;
  private final String prefix;

  @SuppressWarnings("ImmutableEnumChecker") // each asks for the class alone
  private final Predicate<BtfType> kind;

  KernelTargets(String noun, String prefix, Predicate<BtfType> kind) {
    this.noun = noun;
    this.prefix = prefix;
    this.kind = kind;
  }

  /** {@return what the target of a section is} */
  static KernelTargets of(String section) {
    String type = section.startsWith("?") ? section.substring(1) : section;
    return type.startsWith("tp_btf")
        ? TRACEPOINTS
        : type.startsWith("lsm") ? LSM_HOOKS : type.startsWith("iter") ? ITERATORS : FUNCTIONS;
  }

  /** {@return what messages call one} */
  String noun() {
    return noun;
  }

  /** {@return the nearest names of the running kernel, a list; empty where it tells none} */
  String near(String wanted) {
    try {
      return near(wanted, Btf.ofKernel());
    } catch (BpfException e) {
      return ""; // a hint less: the failure itself is what matters
    }
  }

  String near(String wanted, Btf kernel) {
    List<String> names =
        kernel.types().stream()
            .filter(kind)
            .map(BtfType::name)
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()))
            .filter(name -> Math.abs(name.length() - wanted.length()) <= FAR)
            .distinct()
            .filter(name -> NearestNames.distance(wanted, name) <= FAR)
            .toList();
    return NearestNames.suggest(wanted, names);
  }
}
