package org.libbpfjava;

import org.jspecify.annotations.Nullable;

/** Maps without keys, of which a key's operations would do something else, or nothing. */
enum Keyless {
  /** A look-up asks whether the value that is handed in was added, and gives none. */
  BLOOM_FILTER("a look-up asks whether a value was added"),
  /** A look-up shows the next value and leaves it there; none can be chosen. */
  QUEUE("values leave it in their order");

  private final String nature;

  Keyless(String nature) {
    this.nature = nature;
  }

  /** {@return what a map is, null for one with keys} */
  static @Nullable Keyless of(String type) {
    return switch (type) {
      case "bloom_filter" -> BLOOM_FILTER;
      case "queue", "stack" -> QUEUE;
      default -> null;
    };
  }

  /** {@return the exception for what has no meaning here} */
  BpfException refuse(String action, String map, String type) {
    return new BpfException(
        action
            + " '"
            + map
            + "': it is a "
            + type.replace('_', ' ')
            + ", which has no keys; "
            + nature
            + ", for which this library has no call yet");
  }
}
