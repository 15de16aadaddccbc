package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__is_internal;
import static org.libbpfjava.raw.global.plain.bpf_map__set_value_size;
import static org.libbpfjava.raw.global.plain.bpf_object__load;
import static org.libbpfjava.raw.global.plain.bpf_object__next_map;

import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.LoadFailure;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.presets.calls.ObjectCalls;

/** What happens between the open and the loaded phase of an object. */
public final class ObjectLoading {
  /** No garbage can be collected while one piece moves. */
  private static final int PIECE = 8 << 20;

  /** Descriptors for data sections, BTF, and what libbpf opens for a moment only. */
  private static final int BESIDE = 16;

  private ObjectLoading() {}

  /**
   * Copies initial bytes of a section, in pieces and without any memory for a copy in between.
   *
   * @param map the section's map
   * @param offset bytes from the section's start
   * @param target receives them
   * @param start where in {@code target} they go
   * @param length how many
   */
  public static void read(NativeMap map, int offset, byte[] target, int start, int length) {
    for (long done = 0; done < length; done += PIECE) {
      int piece = (int) Math.min(PIECE, length - done);
      // Safe: the shim asks for the image on every call and refuses to read past its end.
      ReturnCode.check(
          ObjectCalls.readSection(map.handle(), offset + done, target, (int) (start + done), piece),
          "read section",
          map.name());
    }
  }

  /**
   * Gives libbpf changed bytes of a section, once, as {@link #read} takes them.
   *
   * @param map the section's map
   * @param offset bytes from its start
   * @param bytes what it holds from there on
   */
  public static void handOver(NativeMap map, int offset, byte[] bytes) {
    for (long done = 0; done < bytes.length; done += PIECE) {
      int piece = (int) Math.min(PIECE, bytes.length - done);
      // Safe: the shim refuses what is too late, or past the image's end.
      ReturnCode.check(
          ObjectCalls.writeSection(map.handle(), offset + done, bytes, (int) done, piece),
          "set the initial value of section",
          map.name());
    }
  }

  /**
   * Gives a section its size, once: a size that libbpf does not like would take the section's types
   * for good.
   *
   * @param map the section's map
   * @param sizeBytes the size
   */
  public static void resize(NativeMap map, int sizeBytes) {
    // Safe: nobody holds a pointer into the image, which this may move.
    NativeLog.Outcome<Integer> result =
        NativeLog.collect(() -> bpf_map__set_value_size(map.handle(), sizeBytes));
    result.log().forwardQuietly();
    ReturnCode.check(result.result(), "resize to " + sizeBytes + " bytes section", map.name());
  }

  /**
   * Loads the object, or throws what libbpf and the verifier had to say.
   *
   * @param recorder keeps what was asked for, also of a load that fails
   */
  public static void load(NativeObject object, LoadRecorder recorder) {
    long handle = object.handle();
    ArenaGlobals arena = object.arena().orElse(null);
    if (arena != null) {
      arena.checkLoadable();
    }
    for (NativeMap map : object.maps()) {
      ArenaAddress.check(object.source(), map);
    }
    Reclaim.makeRoom(object.programs().size() + object.maps().size() + BESIDE);
    int result;
    NativeLog log;
    NativeLog.begin();
    try {
      result = recorder.prepare();
      if (result >= 0) {
        result = arena != null ? arena.load() : bpf_object__load(handle);
      }
    } finally {
      log = NativeLog.end();
    }
    recorder.take(log);
    object.endLoad();
    if (result < 0) {
      log.forwardQuietly();
      FailureMessages messages = FailureMessages.of(log.messages());
      throw LoadFailure.explain(
          object.source(),
          hasDataSections(handle),
          messages,
          new ObjectSurroundings(object, -result, messages),
          recorder::refused);
    }
    log.forward();
  }

  private static boolean hasDataSections(long object) {
    for (long map = bpf_object__next_map(object, 0);
        map != 0;
        map = bpf_object__next_map(object, map)) {
      if (bpf_map__is_internal(map)) {
        return true;
      }
    }
    return false;
  }
}
