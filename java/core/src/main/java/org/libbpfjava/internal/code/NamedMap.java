package org.libbpfjava.internal.code;

/** A loaded map to which instructions may refer. */
public interface NamedMap {
  /** {@return the C variable's name, or a data section's} */
  String name();

  /** {@return whether it is a data section, so that offsets into it are variables} */
  boolean isSection();

  /** {@return its descriptor in this process} */
  int fd();

  /** {@return the kernel's id of it, or a negative errno} */
  int id();
}
