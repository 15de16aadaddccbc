package org.libbpfjava.internal.lifetime;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.libbpfjava.testing.BpfObjects;

/** Forgets an object, for {@link LeakDetectionKernelTest}: prints what the log says of it. */
final class Forgotten {
  private static volatile boolean told;

  private Forgotten() {}

  private static final class Printing extends Handler {
    @Override
    public void publish(LogRecord entry) {
      String trace = "";
      if (entry.getThrown() != null) {
        for (StackTraceElement element : entry.getThrown().getStackTrace()) {
          trace += " at " + element.getMethodName();
        }
      }
      System.out.println(entry.getLevel() + " " + entry.getMessage() + trace);
      told = true;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  public static void main(String[] arguments) throws InterruptedException {
    Logger logger = Logger.getLogger("org.libbpfjava");
    logger.setUseParentHandlers(false);
    logger.addHandler(new Printing());
    BpfObjects.open("globals.bpf.o").close(); // of this nothing is told
    forget();
    while (!told) {
      System.gc();
      Thread.sleep(10);
    }
  }

  private static void forget() {
    BpfObjects.open("globals.bpf.o");
  }
}
