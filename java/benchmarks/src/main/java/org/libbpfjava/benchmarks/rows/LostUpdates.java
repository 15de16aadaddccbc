package org.libbpfjava.benchmarks.rows;

import org.libbpfjava.BpfObject;
import org.libbpfjava.GlobalVariable;
import org.libbpfjava.TestRun;
import org.libbpfjava.memory.LongHandle;

/** The kernel counts in one variable while Java sets the one beside it. */
public final class LostUpdates {
  private LostUpdates() {}

  public static void main(String[] args) throws InterruptedException {
    int runs = Integer.parseInt(args[0]);
    try (BpfObject object = Row.loadObject(Row.LIVE)) {
      LongHandle hits = object.variable("hits").longHandle();
      GlobalVariable mode = object.variable("mode");
      Thread kernel =
          new Thread(
              () ->
                  object
                      .program("count")
                      .testRun(TestRun.once().withData(new byte[64]).withRepeat(runs)));
      kernel.start();
      for (int i = 0; kernel.isAlive(); i++) {
        mode.setInt(i & Integer.MAX_VALUE);
      }
      kernel.join();
      System.out.println("value - lost " + (runs - hits.get()));
      System.out.println("checksum " + hits.get());
    }
  }
}
