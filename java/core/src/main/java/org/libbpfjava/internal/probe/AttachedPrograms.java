package org.libbpfjava.internal.probe;

import static org.libbpfjava.raw.global.plain.lbj_close;
import static org.libbpfjava.raw.global.plain.lbj_interface_index;
import static org.libbpfjava.raw.global.plain.lbj_open_folder;
import static org.libbpfjava.raw.global.plain.lbj_program_name;
import static org.libbpfjava.raw.global.plain.lbj_query;
import static org.libbpfjava.raw.global.plain.lbj_query_tc;
import static org.libbpfjava.raw.global.plain.lbj_query_xdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What is attached to a network interface or control group, as the shim's numbers. */
public final class AttachedPrograms {
  private static final int NAME_BYTES = 16; // BPF_OBJ_NAME_LEN
  private static final int ROOM = 16;
  private static final int EACH = 3;

  private AttachedPrograms() {}

  /**
   * Programs of one place.
   *
   * @param result how many there are, or a negative errno
   * @param revision how often they have changed, 0 where the kernel does not count
   * @param ids the programs' ids, as many as there are
   * @param links those of their links, 0 for none
   */
  public record Hook(int result, long revision, List<Integer> ids, List<Integer> links) {}

  /** {@return the number of an interface by its name, or a negative errno} */
  public static int interfaceIndex(String name) {
    Presets.load();
    return lbj_interface_index(name);
  }

  /**
   * {@return whether this thread's network namespace has an interface of that number} Java lists
   * those with an address alone.
   */
  public static boolean isInterface(int index) {
    Presets.load();
    try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
      return lines
          .map(line -> line.substring(0, Math.max(line.indexOf(':'), 0)).strip())
          .anyMatch(name -> lbj_interface_index(name) == index);
    } catch (IOException | UncheckedIOException e) {
      return true; // not told
    }
  }

  /**
   * Opens a folder while something is asked of it.
   *
   * @param path the folder
   * @param refused takes the negative errno where it cannot be opened
   * @param use takes the descriptor
   */
  public static <T> T withFolder(String path, IntFunction<T> refused, IntFunction<T> use) {
    Presets.load();
    int fd = lbj_open_folder(path);
    if (fd < 0) {
      return refused.apply(fd);
    }
    try {
      return use.apply(fd);
    } finally {
      lbj_close(fd);
    }
  }

  /**
   * Asks for the programs of a place.
   *
   * @param target the descriptor of a control group, or the number of an interface
   * @param attachType enum bpf_attach_type
   * @param effective whether programs of a group's ancestors that run there count too
   */
  public static Hook hook(int target, int attachType, boolean effective) {
    Presets.load();
    int room = ROOM;
    while (true) {
      int[] numbers = new int[EACH * room];
      long[] revision = new long[1];
      // Safe: the room is the array's own size.
      int result = lbj_query(target, attachType, effective ? 1 : 0, numbers, room, revision);
      if (result <= room) {
        int count = Math.max(result, 0);
        return new Hook(result, revision[0], list(numbers, 0, count), list(numbers, room, count));
      }
      room = result;
    }
  }

  private static List<Integer> list(int[] numbers, int from, int count) {
    return Arrays.stream(numbers, from, from + count).boxed().toList();
  }

  /**
   * Asks for the XDP programs of an interface.
   *
   * @param ids gets the ids of three: in the driver, generic, offloaded; 0 for none
   * @return 0, or a negative errno
   */
  public static int xdp(int device, int[] ids) {
    Presets.load();
    return lbj_query_xdp(device, ids);
  }

  /**
   * {@return three numbers for each BPF filter at clsact: priority, handle, program id; or one, a
   * negative errno}
   */
  public static int[] filters(int device, boolean egress) {
    Presets.load();
    ToIntFunction<int[]> ask =
        numbers -> lbj_query_tc(device, egress ? 1 : 0, numbers, numbers.length / EACH);
    int room = ROOM;
    while (true) {
      int[] numbers = new int[EACH * room];
      int result = ask.applyAsInt(numbers);
      if (result < 0) {
        return new int[] {result};
      }
      if (result <= room) {
        return Arrays.copyOf(numbers, EACH * result);
      }
      room = result;
    }
  }

  /** {@return the kernel's name of a program, empty where it is gone or may not be asked} */
  public static String programName(int id) {
    byte[] name = new byte[NAME_BYTES];
    if (lbj_program_name(id, name) < 0) {
      return "";
    }
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.UTF_8);
  }
}
