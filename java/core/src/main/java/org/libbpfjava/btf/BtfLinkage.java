package org.libbpfjava.btf;

import java.util.List;

/** How a variable or function is visible outside its object. BTF calls weak ones global. */
public enum BtfLinkage {
  /** Visible in its compilation unit alone; two of one name may exist. */
  STATIC,
  /** Visible to the linker. */
  GLOBAL,
  /** Declared here and defined elsewhere: {@code .kconfig} and {@code .ksyms}. */
  EXTERN;

  static final List<BtfLinkage> VALUES = List.of(values());
}
