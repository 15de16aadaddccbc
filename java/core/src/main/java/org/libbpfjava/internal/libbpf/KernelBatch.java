package org.libbpfjava.internal.libbpf;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.map.BatchCursor;

/**
 * A walk over a map by batches: kernel/bpf/syscall.c, generic_map_lookup_batch(), and hashtab.c,
 * __htab_map_lookup_and_delete_batch().
 *
 * <p>A hash gives whole buckets, so a batch may be shorter than asked, and a bucket may be larger
 * than the caller's buffers. Then elements come by way of buffers of ours.
 */
final class KernelBatch implements BatchCursor {
  private static final int MOST_BYTES = 1 << 28; // of values in buffers of ours
  private static final int TRIES = 100; // where keys vanish faster than the kernel finds them

  private final BatchCalls calls;
  private final MapShape shape;
  private final boolean deletes;
  private final ByteBuffer tokens;
  private final int tokenSize;
  private int in = -1; // where the token of the batch before is
  private boolean ended;
  private @Nullable KeyWalk walk; // where the kernel has no batches for this map

  private @Nullable ByteBuffer ownKeys;
  private @Nullable ByteBuffer ownValues;
  private int pending; // elements in our buffers that the caller has not got
  private int pendingAt;

  KernelBatch(BatchCalls calls, boolean deletes) {
    this.calls = calls;
    this.shape = calls.shape();
    this.deletes = deletes;
    shape.checkKeys(action());
    if (shape.keySize() == 0 || shape.elementSize() == 0) { // a ring buffer, or the like
      throw shape.failure(action(), Errno.EOPNOTSUPP);
    }
    this.tokenSize = Math.max(shape.keySize(), Integer.BYTES);
    this.tokens = ByteBuffer.allocateDirect(2 * tokenSize);
  }

  private String action() {
    return deletes ? "look up and delete in map" : "look up in map";
  }

  @Override
  public int next(ByteBuffer keys, ByteBuffer values) {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    int keysAt = keys.position();
    int valuesAt = values.position();
    int room =
        Math.min(
            MapShape.room(keys, keysAt) / shape.keySize(),
            MapShape.room(values, valuesAt) / shape.elementSize());
    if (room < 1) {
      throw new IllegalArgumentException(
          "an element of map '"
              + shape.name()
              + "' has a key of "
              + shape.keySize()
              + " bytes and a value of "
              + shape.elementSize()
              + ", the buffers have room for "
              + MapShape.room(keys, keysAt)
              + " and "
              + MapShape.room(values, valuesAt));
    }
    MapShape.checkWritable(keys);
    MapShape.checkWritable(values);
    calls.checkOpen();
    if (pending == 0 && !ended && walk == null) {
      int moved =
          keys.isDirect() && values.isDirect() ? batch(keys, keysAt, values, valuesAt, room) : 0;
      if (moved > 0) {
        return moved;
      }
      fillOwn(room);
    }
    if (pending > 0) {
      return handOut(keys, keysAt, values, valuesAt, room);
    }
    return ended ? 0 : walk(keys, keysAt, values, valuesAt, room);
  }

  /**
   * {@return how many elements came; 0 where none did, which {@code ended} or the walk explains}
   */
  private int batch(ByteBuffer keys, int keysAt, ByteBuffer values, int valuesAt, int most) {
    for (int tries = 0; tries < TRIES; tries++) {
      int out = in == 0 ? tokenSize : 0;
      long result = calls.lookup(deletes, tokens, in, out, keys, keysAt, values, valuesAt, most);
      int errno = BatchCalls.errno(result);
      int count = BatchCalls.count(result);
      if (errno == 0 || (errno == Errno.EINTR && count > 0)) {
        in = out;
        if (count > 0) {
          return count;
        }
      } else if (errno == Errno.ENOENT) {
        ended = true;
        return count;
      } else if (errno == Errno.ENOSPC || errno == BatchCalls.COPY) {
        return 0; // a bucket needs more room
      } else if (BatchCalls.isUnknown(errno) && in < 0) {
        walk = calls.walk();
        return 0;
      } else if (errno != Errno.EINTR && errno != Errno.EAGAIN) {
        throw shape.failure(action(), errno);
      }
    }
    throw shape.failure(action(), Errno.EAGAIN);
  }

  /** Fills buffers of ours, which grow until the next bucket fits. */
  private void fillOwn(int room) {
    int entries = room;
    while (!ended && walk == null) {
      ByteBuffer keys = ownKeys;
      ByteBuffer values = ownValues;
      if (keys == null || values == null || keys.capacity() / shape.keySize() < entries) {
        keys = ByteBuffer.allocateDirect(Math.multiplyExact(entries, shape.keySize()));
        values = ByteBuffer.allocateDirect(Math.multiplyExact(entries, shape.elementSize()));
        ownKeys = keys;
        ownValues = values;
      }
      int count = batch(keys, 0, values, 0, entries);
      if (count > 0) {
        pending = count;
        pendingAt = 0;
        return;
      }
      if ((long) entries * shape.elementSize() > MOST_BYTES) {
        throw shape.failure(action(), Errno.ENOSPC);
      }
      entries *= 2;
    }
  }

  private int handOut(ByteBuffer keys, int keysAt, ByteBuffer values, int valuesAt, int room) {
    ByteBuffer fromKeys = Objects.requireNonNull(ownKeys);
    ByteBuffer fromValues = Objects.requireNonNull(ownValues);
    int count = Math.min(room, pending);
    int keySize = shape.keySize();
    int valueSize = shape.elementSize();
    keys.put(keysAt, fromKeys, pendingAt * keySize, count * keySize);
    values.put(valuesAt, fromValues, pendingAt * valueSize, count * valueSize);
    pendingAt += count;
    pending -= count;
    return count;
  }

  private int walk(ByteBuffer keys, int keysAt, ByteBuffer values, int valuesAt, int room) {
    KeyWalk walk = Objects.requireNonNull(this.walk);
    int count = 0;
    while (count < room && walk.hasNext()) {
      byte[] key = walk.next();
      Optional<byte[]> value = calls.take(key, deletes);
      if (value.isPresent()) {
        keys.put(keysAt + count * shape.keySize(), key);
        values.put(valuesAt + count * shape.elementSize(), value.get());
        count++;
      }
    }
    ended = count == 0;
    return count;
  }
}
