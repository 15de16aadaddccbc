package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_prog_get_fd_by_id;

import java.nio.file.Path;
import java.util.Optional;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.internal.value.ValueCodecs;

/** Descriptors of programs that somebody else has loaded. */
public final class OpenedPrograms {
  private OpenedPrograms() {}

  /**
   * Opens a pinned program.
   *
   * @param what what is tried, for messages
   * @param place gets its descriptor, or stays negative
   * @throws IllegalArgumentException if something else is pinned there
   */
  public static void openPinned(Path path, String what, int[] place) {
    FileKind.PROGRAM.openPinned(path, what, place);
  }

  /**
   * Opens a program by the kernel's number of it.
   *
   * @param place gets its descriptor, or stays negative
   */
  public static void openById(int id, int[] place) {
    Reclaim.retry(() -> place[0] = bpf_prog_get_fd_by_id(id));
    if (place[0] < 0) {
      throw KernelObjects.cannotOpen("program", id, -place[0]);
    }
  }

  /** {@return what the kernel says about the program with that number} */
  public static ProgramFacts facts(int id) {
    Presets.load();
    int[] place = {-1};
    try {
      openById(id, place);
      return ProgramFacts.of(place[0], "id " + Integer.toUnsignedString(id));
    } finally {
      Descriptors.closeOne(place);
    }
  }

  /**
   * {@return the types of the program with that number; empty where it has none, or the kernel does
   * not show them to this process, which takes CAP_SYS_ADMIN}
   */
  static Optional<ObjectTypes> types(int id) {
    String name = "id " + Integer.toUnsignedString(id);
    return ObjectTypes.of(
        KernelBtf.read(facts(id).btfId(), FileKind.PROGRAM.noun(), name), new ValueCodecs());
  }
}
