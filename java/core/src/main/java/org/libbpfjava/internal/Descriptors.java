package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.lbj_close;

import java.util.ArrayList;
import java.util.List;

/** File descriptors that end together. Safe on any thread. */
public final class Descriptors {
  private final List<Integer> open = new ArrayList<>(); // guarded by this

  /**
   * Takes one over.
   *
   * @param fd a descriptor that nobody else closes
   */
  public synchronized void add(int fd) {
    open.add(fd);
  }

  /** Closes all of them, once; the last first, so that programs go before their maps. */
  public synchronized void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      lbj_close(open.get(i)); // Linux has closed it whatever it answers
    }
    open.clear();
  }
}
