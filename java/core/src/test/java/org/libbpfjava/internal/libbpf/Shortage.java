package org.libbpfjava.internal.libbpf;

import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.BpfSource;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;

/** Drops what it opens, in a JVM that may have few descriptors. Prints "survived" at the end. */
final class Shortage {
  private Shortage() {}

  public static void main(String[] arguments) {
    byte[] elf = BpfObjects.bytes("links.bpf.o");
    byte[] small = BpfObjects.bytes("globals.bpf.o");
    try (BpfObject object = BpfObjects.load("links.bpf.o", "raw_tracepoint");
        BpfScope scope = BpfScope.open("kept")) {
      // The JVM opens a file for each class from a folder: while there are descriptors for it.
      refuse();
      object.program("raw_tracepoint").attach().close();
      BpfObject.open(BpfSource.of(small)).load().close();
      for (int i = 0; i < 300; i++) {
        switch (arguments[0]) {
          case "open" -> BpfObject.open(BpfSource.of(elf));
          case "load" -> BpfObject.open(BpfSource.of(small)).load();
          case "createMap" -> BpfScope.open("dropped").createMap(MapOptions.array("m", 8, 1));
          case "attach" -> attachBesideDropped(object, i);
          case "exhausted" -> exhaust(scope);
          default -> throw new IllegalArgumentException(arguments[0]);
        }
      }
    }
    System.out.println("survived");
  }

  private static void refuse() {
    try (BpfScope scope = BpfScope.open("refused")) {
      scope.createMap(MapOptions.array("m", 0, 1));
      throw new AssertionError("an array of nothing was made");
    } catch (BpfException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void attachBesideDropped(BpfObject object, int round) {
    if (round % 50 == 0) {
      fill();
    }
    object.program("raw_tracepoint").attach().close();
  }

  /** Takes all descriptors and drops them. */
  private static void fill() {
    try {
      BpfScope scope = BpfScope.open("dropped");
      while (true) {
        scope.createMap(MapOptions.array("m", 8, 1));
      }
    } catch (BpfException full) {
      if (!full.errnoName().equals("EMFILE")) {
        throw full;
      }
    }
  }

  /** Where nothing was dropped, a collection helps nobody, and the reason is told. */
  private static void exhaust(BpfScope scope) {
    try {
      while (true) {
        scope.createMap(MapOptions.array("m", 8, 1));
      }
    } catch (BpfException full) {
      if (!String.valueOf(full.getMessage()).equals("create map 'm': EMFILE (-24)")) {
        throw full;
      }
      System.out.println("survived");
      Runtime.getRuntime().halt(0);
    }
  }
}
