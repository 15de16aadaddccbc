package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__is_internal;
import static org.libbpfjava.raw.global.libbpf.bpf_object__load;
import static org.libbpfjava.raw.global.libbpf.bpf_object__next_map;
import static org.libbpfjava.raw.global.libbpf.lbj_section_write;

import org.libbpfjava.raw.bpf_map;
import org.libbpfjava.raw.bpf_object;

/** What happens between the open and the loaded phase of an object. */
public final class ObjectLoading {
  private ObjectLoading() {}

  /**
   * Gives libbpf the changed bytes of a section, once.
   *
   * @param map the section's map
   * @param section its ELF name
   * @param bytes all of it
   */
  public static void handOver(bpf_map map, String section, byte[] bytes) {
    Native.check(
        lbj_section_write(map, bytes, bytes.length), "set the initial value of section", section);
  }

  /**
   * Loads the object, or throws what libbpf and the verifier had to say.
   *
   * @param recorder keeps what was asked for, also of a load that fails
   */
  public static void load(NativeObject object, LoadRecorder recorder) {
    bpf_object handle = object.handle();
    ArenaGlobals arena = object.arena().orElse(null);
    if (arena != null) {
      arena.checkLoadable();
    }
    for (NativeMembers.DeclaredMap map : object.maps()) {
      ArenaAddress.check(object.source(), map.handle());
    }
    NativeLog.Outcome<Integer> loaded =
        NativeLog.collect(
            recorder.detail(),
            () -> {
              int prepared = recorder.prepare();
              return prepared < 0
                  ? prepared
                  : arena != null ? arena.load() : bpf_object__load(handle);
            });
    recorder.take(loaded.log());
    if (loaded.result() < 0) {
      loaded.log().forwardQuietly();
      throw LoadFailure.explain(
          object.source(), -loaded.result(), handle, hasDataSections(handle), loaded.log());
    }
    loaded.log().forward();
  }

  private static boolean hasDataSections(bpf_object object) {
    for (bpf_map map = bpf_object__next_map(object, null);
        map != null;
        map = bpf_object__next_map(object, map)) {
      if (bpf_map__is_internal(map)) {
        return true;
      }
    }
    return false;
  }
}
