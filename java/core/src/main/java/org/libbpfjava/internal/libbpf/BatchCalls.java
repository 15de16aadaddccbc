package org.libbpfjava.internal.libbpf;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.UpdateMode;
import org.libbpfjava.presets.calls.MapElements;

/** The kernel's calls for many elements of a map, and calls one by one where it has none. */
final class BatchCalls {
  /** In the place of an errno: the buffers must be copied. */
  static final int COPY = -MapElements.COPY_FIRST;

  private final NativeResource owner;
  private final int fd;
  private final MapShape shape;
  private final ElementCalls single;

  BatchCalls(NativeResource owner, int fd, MapShape shape, ElementCalls single) {
    this.owner = owner;
    this.fd = fd;
    this.shape = shape;
    this.single = single;
  }

  MapShape shape() {
    return shape;
  }

  void checkOpen() {
    owner.enter();
    owner.exit();
  }

  KeyWalk walk() {
    return new KeyWalk(single, shape);
  }

  /** {@return the value of a key, which is deleted where asked; empty if the key is not there} */
  Optional<byte[]> take(byte[] key, boolean deletes) {
    Optional<byte[]> value = single.lookup(key);
    return deletes && value.isPresent() && !single.delete(key) ? Optional.empty() : value;
  }

  /** {@return the positive errno of a batch, 0, or {@link #COPY}} */
  static int errno(long result) {
    return -(int) (result >> 32);
  }

  /** {@return how many elements a batch moved} */
  static int count(long result) {
    return (int) result;
  }

  /**
   * {@return how many elements a batch moved that has failed} Where the kernel refuses the batch as
   * a whole, it leaves the number that it was given.
   */
  private static int countBefore(long result, int asked) {
    int moved = count(result);
    return moved == asked ? 0 : moved;
  }

  /** {@return whether the kernel has no such batch: before 5.6, or for such maps} */
  static boolean isUnknown(int errno) {
    return errno == Errno.EINVAL || errno == Errno.ENOTSUPP || errno == Errno.EOPNOTSUPP;
  }

  /** The caller has checked that both buffers hold so many elements. */
  long lookup(
      boolean deletes,
      ByteBuffer tokens,
      int in,
      int out,
      ByteBuffer keys,
      int keysAt,
      ByteBuffer values,
      int valuesAt,
      int most) {
    owner.enter();
    try {
      return MapElements.lookupBatch(
          fd, deletes, tokens, in, out, keys, keysAt, values, valuesAt, most);
    } finally {
      owner.exit();
    }
  }

  int update(ByteBuffer keys, ByteBuffer values, int count, UpdateMode mode) {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(mode, "mode");
    shape.checkKeys("update map");
    int keysAt = position("keys", keys, count, shape.keySize());
    int valuesAt = position("values", values, count, shape.elementSize());
    int done = 0;
    if (count > 0 && keys.isDirect() && values.isDirect()) {
      long result;
      owner.enter();
      try {
        // Safe: both are direct and hold so many elements from these offsets on.
        result = MapElements.updateBatch(fd, keys, keysAt, values, valuesAt, count, mode.flag());
      } finally {
        owner.exit();
      }
      int errno = errno(result);
      if (errno == 0) {
        return count;
      }
      if (errno != COPY && !isUnknown(errno)) {
        done = countBefore(result, count);
        if (ElementCalls.isRefusedBy(mode, errno)) {
          return done;
        }
        throw shape.failureAfter(done, count, "update map", errno);
      }
    }
    ByteBuffer key = keys.duplicate();
    ByteBuffer value = values.duplicate();
    for (; done < count; done++) {
      key.position(keysAt + done * shape.keySize());
      value.position(valuesAt + done * shape.elementSize());
      if (!single.update(key, value, mode)) {
        return done;
      }
    }
    return done;
  }

  int delete(ByteBuffer keys, int count) {
    Objects.requireNonNull(keys, "keys");
    shape.checkKeys("delete from map");
    int keysAt = position("keys", keys, count, shape.keySize());
    int seen = 0;
    int deleted = 0;
    boolean batches = keys.isDirect();
    while (batches && seen < count) {
      long result;
      owner.enter();
      try {
        // Safe: it is direct and holds so many keys from this offset on.
        result = MapElements.deleteBatch(fd, keys, keysAt + seen * shape.keySize(), count - seen);
      } finally {
        owner.exit();
      }
      int errno = errno(result);
      if (errno == COPY || isUnknown(errno)) {
        batches = false;
      } else {
        int done = errno == 0 ? count - seen : countBefore(result, count - seen);
        deleted += done;
        seen += done;
        if (errno == Errno.ENOENT) {
          seen++; // the key that is not there
        } else if (errno != 0) {
          throw shape.failureAfter(seen, count, "delete from map", errno);
        }
      }
    }
    ByteBuffer key = keys.duplicate();
    for (; seen < count; seen++) {
      key.position(keysAt + seen * shape.keySize());
      if (single.delete(key)) {
        deleted++;
      }
    }
    return deleted;
  }

  private int position(String what, ByteBuffer buffer, int count, int size) {
    if (size == 0) { // no such map has elements, or keys
      throw shape.failure("update or delete in map", Errno.EOPNOTSUPP);
    }
    int position = buffer.position();
    int room = MapShape.room(buffer, position);
    if (count < 0 || (long) count * size > room) {
      throw new IllegalArgumentException(
          count
              + " "
              + what
              + " of map '"
              + shape.name()
              + "' have "
              + (long) count * size
              + " bytes, the buffer "
              + room);
    }
    return position;
  }
}
