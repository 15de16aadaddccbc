package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.lbj_token_try;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.failure.Confinement;
import org.libbpfjava.internal.failure.Mounts;
import org.libbpfjava.internal.failure.TokenMount;

/** Finds the BPF file system from which a process in a user namespace of its own gets a token. */
final class TokenSearch {
  /** libbpf's own: it goes first, whatever is found. */
  private static final String VARIABLE = "LIBBPF_BPF_TOKEN_PATH";

  private static volatile @Nullable Boolean
      inOwnNamespace; // a process with threads cannot change it

  private TokenSearch() {}

  /**
   * {@return where it is mounted; null where none gives one, and libbpf is to look at its default
   * place}
   */
  static @Nullable String folder() {
    if (!inOwnNamespace() || System.getenv(VARIABLE) != null) {
      return null;
    }
    for (TokenMount mount : TokenMount.of(Mounts.now())) {
      Path folder = mount.folder();
      if (Files.isDirectory(folder) && lbj_token_try(folder.toString()) == 0) {
        return folder.toString();
      }
    }
    return null;
  }

  private static boolean inOwnNamespace() {
    Boolean known = inOwnNamespace;
    if (known == null) {
      known = Confinement.ofThisThread().ownUserNamespace();
      inOwnNamespace = known;
    }
    return known;
  }
}
