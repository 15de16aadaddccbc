package org.libbpfjava.internal.libbpf;

import org.libbpfjava.map.OpenBpfMap;

/** A map of an object that is open. */
public final class DeclaredMap implements OpenBpfMap {
  private final OpenPhase phase;
  private final NativeMap map;

  public DeclaredMap(OpenPhase phase, NativeMap map) {
    this.phase = phase;
    this.map = map;
  }

  @Override
  public String name() {
    return map.name();
  }

  @Override
  public long maxEntries() {
    return phase.whileOpen(map::maxEntries);
  }

  @Override
  public OpenBpfMap setMaxEntries(long entries) {
    if (entries < 1 || entries > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "map '" + map.name() + "' cannot have " + entries + " entries: 1 to 4294967295");
    }
    phase.whileOpen(
        () -> {
          map.setMaxEntries(entries);
          return this;
        });
    return this;
  }

  @Override
  public boolean isAutocreate() {
    return phase.whileOpen(map::isAutocreate);
  }

  @Override
  public OpenBpfMap setAutocreate(boolean autocreate) {
    phase.whileOpen(
        () -> {
          map.setAutocreate(autocreate);
          return this;
        });
    return this;
  }

  @Override
  public String toString() {
    return "map " + map.name();
  }
}
