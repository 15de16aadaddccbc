package org.libbpfjava.testing;

import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;

/** The objects that the build made of {@code src/test/bpf}. */
public final class BpfObjects {
  private BpfObjects() {}

  public static OpenBpfObject open(String name) {
    return BpfObject.open(BpfObjects.class, "/bpf/" + name);
  }

  public static BpfObject load(String name) {
    try (OpenBpfObject open = open(name)) {
      return open.load();
    }
  }
}
