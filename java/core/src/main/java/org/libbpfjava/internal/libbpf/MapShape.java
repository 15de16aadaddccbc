package org.libbpfjava.internal.libbpf;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.MapFailure;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.typed.MapUse;
import org.libbpfjava.map.MapType;

/**
 * What elements of a map look like, and the refusals that name the map.
 *
 * @param elementSize bytes that a look-up moves: of a per-CPU map those of all possible CPUs
 */
record MapShape(
    String name, MapType type, int keySize, int valueSize, int elementSize, long maxEntries) {

  /** Of a map without keys a key's operation would do something else, or nothing. */
  void checkKeys(String action) {
    if (type.hasElements() && !type.hasKeys()) {
      throw keyless(action);
    }
  }

  BpfException keyless(String action) {
    return new BpfException(
        Message.of(
            action
                + " '"
                + name
                + "': it is a "
                + type.libbpfName().replace('_', ' ')
                + "; "
                + MapUse.of(type)));
  }

  void checkSize(String what, int offered, int wanted) {
    if (offered != wanted) {
      throw new IllegalArgumentException(
          what + " of map '" + name + "' has " + wanted + " bytes, not " + offered);
    }
  }

  /** {@return bytes of a buffer from a position on, which was read once} */
  static int room(ByteBuffer buffer, int position) {
    return Math.min(buffer.limit(), buffer.capacity()) - position;
  }

  /** A buffer's position, read once: what is checked is what the kernel gets. */
  int position(String what, ByteBuffer buffer, int wanted) {
    int position = buffer.position();
    int room = room(buffer, position);
    if (room < wanted) {
      throw new IllegalArgumentException(
          what + " of map '" + name + "' has " + wanted + " bytes, the buffer " + room);
    }
    return position;
  }

  static void checkWritable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
  }

  BpfException failure(String action, int errno) {
    return failure(action, "", errno);
  }

  private BpfException failure(String action, String progress, int errno) {
    return MapFailure.explain(
        action,
        new MapFailure.Subject(name, type.libbpfName(), MapUse.of(type), maxEntries, progress),
        errno);
  }

  /** A failure in the middle of many elements. */
  BpfException failureAfter(int done, int count, String action, int errno) {
    return failure(action, " after " + done + " of " + count + " elements", errno);
  }

  void check(int result, String action) {
    if (result < 0) {
      throw failure(action, -result);
    }
  }
}
