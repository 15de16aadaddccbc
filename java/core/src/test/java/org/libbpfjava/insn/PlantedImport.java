package org.libbpfjava.insn;

import org.libbpfjava.BpfObject;

/** An import that the rules forbid, for the test that they notice one. */
final class PlantedImport {
  private PlantedImport() {}

  static String wrong(BpfObject object) {
    return object.toString();
  }
}
