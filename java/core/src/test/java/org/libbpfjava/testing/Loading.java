package org.libbpfjava.testing;

import java.nio.file.Path;
import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.BpfException;

/**
 * Loads the object in the file that is its argument, and prints "loaded" or the exception's class
 * and message with a bar between.
 */
public final class Loading {
  private Loading() {}

  public static void main(String[] arguments) {
    try (OpenBpfObject open = BpfObject.open(Path.of(arguments[0]))) {
      open.load().close();
      System.out.println("loaded");
    } catch (BpfException e) {
      System.out.println(e.getClass().getSimpleName() + "|" + e.getMessage());
    }
  }
}
