package org.libbpfjava.btf;

import java.util.List;

/** How far a variable or function is visible. BTF calls weak ones global. */
public enum BtfLinkage {
  /** Visible in its compilation unit alone. Several may have one name. */
  STATIC,
  /** Visible to the linker. */
  GLOBAL,
  /** Declared in this object and defined elsewhere, as in {@code .kconfig} and {@code .ksyms}. */
  EXTERN;

  static final List<BtfLinkage> VALUES = List.of(values());
}
