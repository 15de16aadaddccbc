package org.libbpfjava.event;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A view that somebody keeps shows nothing once the event is over. */
class EndedViewTest {
  @Test
  void everyAccessIsRefused() {
    EventView view = EventView.of(new byte[64]);
    view.end();
    List<Executable> accesses =
        List.of(
            view::size,
            () -> view.getByte(0),
            () -> view.getShort(0),
            () -> view.getInt(0),
            () -> view.getLong(8),
            () -> view.getFloat(0),
            () -> view.getDouble(0),
            () -> view.getBytes(0, new byte[1], 0, 1),
            () -> view.getBytes(0, new byte[1], 0, 0),
            () -> view.getBytes(0, new byte[1], 0, Integer.MAX_VALUE),
            () -> view.getBytes(0, new byte[1], 0, Integer.MIN_VALUE),
            () -> view.getString(0, 16),
            view::copy,
            view::asByteBuffer);
    for (Executable access : accesses) {
      assertThrows(IllegalStateException.class, access);
    }
  }
}
