package org.libbpfjava.attach;

/** Where an XDP program runs. */
public enum XdpMode {
  /** In the driver if it can, otherwise as {@link #GENERIC}. */
  AUTOMATIC,
  /** In the kernel's network stack, for drivers that have no XDP: slower, and it copies packets. */
  GENERIC,
  /** In the driver. */
  NATIVE,
  /** On the network card, for which the program must have been loaded. */
  OFFLOADED
}
