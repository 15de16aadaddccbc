package org.libbpfjava.btf;

import org.jspecify.annotations.Nullable;

/**
 * Checks types when they are asked for, each with those that it has by value. What has passed is
 * noted, and not checked again.
 */
final class BtfLazyChecks {
  private final BtfData data;
  private final BtfReferences references;
  private final BtfSizes sizes;
  private @Nullable BtfSpelling spelling; // made when the first declaration is spelt

  BtfLazyChecks(BtfData data, BtfReferences references, BtfSizes sizes) {
    this.data = data;
    this.references = references;
    this.sizes = sizes;
  }

  /** Checks a type and its size. */
  synchronized void check(int id) {
    sizes.walk(id);
  }

  synchronized void checkAll() {
    sizes.walk();
  }

  /** Checks that the declaration of a type has an end. */
  synchronized void checkSpelling(int id) {
    BtfSpelling known = spelling;
    if (known == null) {
      known = BtfSpelling.of(data, references);
      spelling = known;
    }
    known.walk(id);
  }
}
