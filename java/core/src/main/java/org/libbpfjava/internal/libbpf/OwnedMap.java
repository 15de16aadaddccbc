package org.libbpfjava.internal.libbpf;

import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.typed.TypedMaps;
import org.libbpfjava.map.InnerMap;
import org.libbpfjava.map.MapInfo;

/** A map that is alone in its owner, and that its user closes. */
final class OwnedMap extends KernelMap implements InnerMap {
  private final NativeResource own;

  OwnedMap(
      NativeResource own,
      MapMappings mappings,
      int fd,
      String otherwise,
      MapInfo facts,
      TypedMaps types) {
    super(own, mappings, fd, shape(facts, otherwise), types, null, null, null);
    this.own = own;
  }

  @Override
  public void close() {
    own.close();
  }
}
