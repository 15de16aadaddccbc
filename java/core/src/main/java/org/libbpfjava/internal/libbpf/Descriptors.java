package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_close;

import java.util.ArrayList;
import java.util.List;

/**
 * File descriptors that end together. Safe on any thread.
 *
 * <p>The place of a descriptor is there before the descriptor: storing a native call's result in it
 * takes neither heap nor stack, so none is lost to an OutOfMemoryError or a StackOverflowError.
 *
 * <pre>{@code
 * int[] place = descriptors.reserve();
 * place[0] = lbj_map_create(…);
 * }</pre>
 */
public final class Descriptors {
  private final List<int[]> places = new ArrayList<>(); // guarded by this

  /**
   * Reserves a place for one more.
   *
   * @return its only element is to be set to a descriptor that nobody else closes, or left negative
   */
  public synchronized int[] reserve() {
    int[] place = {-1};
    places.add(place);
    return place;
  }

  /** Closes one before the others, unless that is done. */
  synchronized void close(int[] place) {
    closeOne(place);
    release(place);
  }

  /** Closes the descriptor in a place, if there is one. */
  static void closeOne(int[] place) {
    if (place[0] >= 0) {
      lbj_close(place[0]); // Linux has closed it whatever it answers
      place[0] = -1;
    }
  }

  /** Gives a place back that was not needed. */
  public synchronized void release(int[] place) {
    for (int i = places.size() - 1; i >= 0; i--) {
      if (places.get(i) == place) {
        places.remove(i);
        return;
      }
    }
  }

  /** Closes all of them, once; the last first, so that programs go before their maps. */
  public synchronized void close() {
    for (int i = places.size() - 1; i >= 0; i--) {
      closeOne(places.get(i));
    }
    places.clear();
  }
}
