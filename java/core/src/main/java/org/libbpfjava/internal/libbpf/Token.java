package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_token_folder;
import static org.libbpfjava.raw.global.plain.lbj_token_open;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.failure.TokenFailure;
import org.libbpfjava.internal.message.CString;

/** The BPF token by which a process in a user namespace of its own does what is delegated to it. */
public final class Token {
  /** In the place of a descriptor: the first one that a BPF file system gives, if any. */
  public static final int FOUND = 0;

  /** In the place of a descriptor: none. */
  public static final int NONE = -1;

  /** libbpf's own: it goes first, whatever is found. */
  private static final String VARIABLE = "LIBBPF_BPF_TOKEN_PATH";

  private static final int PATH_BYTES = 4096; // PATH_MAX

  private Token() {}

  /**
   * {@return where the file system is mounted that gives one; null where none does, and libbpf is
   * to look at its default place}
   */
  static @Nullable String folder() {
    if (System.getenv(VARIABLE) != null) {
      return null;
    }
    byte[] folder = new byte[PATH_BYTES];
    // Safe: the shim writes a C string of no more than the array's bytes.
    return lbj_token_folder(folder, folder.length) == 0 ? CString.text(folder) : null;
  }

  /**
   * Takes one from a file system.
   *
   * @param what what is tried, for the message
   * @param place gets its descriptor, or stays negative
   */
  public static void open(Path folder, String what, int[] place) {
    if (!Files.isDirectory(folder)) {
      throw TokenFailure.noFolder(what, folder.toString());
    }
    Reclaim.retry(() -> place[0] = lbj_token_open(folder.toString()));
    if (place[0] < 0) {
      int errno = -place[0];
      throw TokenFailure.noToken(what, folder.toString(), errno);
    }
  }
}
