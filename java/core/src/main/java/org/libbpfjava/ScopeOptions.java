package org.libbpfjava;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link BpfScope} makes its maps and programs. Immutable: each {@code with} method returns a
 * changed copy.
 */
public final class ScopeOptions {
  private static final ScopeOptions DEFAULTS = new ScopeOptions(null);

  private final @Nullable String token; // a folder, empty for no token; null for one that is found

  private ScopeOptions(@Nullable String token) {
    this.token = token;
  }

  /** {@return options that leave the BPF token to the library} */
  public static ScopeOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Says which BPF file system gives the scope a BPF token, with which a process in a user
   * namespace of its own does what is delegated to it. Without it, such a process takes for each
   * map and program the first token that it gets, and others need none. The environment variable
   * {@code LIBBPF_BPF_TOKEN_PATH} goes before what is found. Opening the scope fails if that file
   * system gives no token.
   *
   * @param folder where it is mounted
   * @throws IllegalArgumentException if the path is empty
   * @return a changed copy
   * @kernel 6.9, 35f96de04127 ("bpf: Introduce BPF token object")
   * @libbpf bpf_token_create
   */
  public ScopeOptions withTokenPath(Path folder) {
    return new ScopeOptions(pathOf(folder));
  }

  /** {@return the path of a folder, which is not empty: that would say that there is no token} */
  static String pathOf(Path folder) {
    String path = Objects.requireNonNull(folder, "folder").toString();
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "the path of the BPF file system that gives a token is empty");
    }
    return path;
  }

  /**
   * Makes maps and programs without a BPF token, also in a user namespace.
   *
   * @return a changed copy
   */
  public ScopeOptions withoutToken() {
    return new ScopeOptions("");
  }

  /** {@return the BPF file system that gives a BPF token, empty if none was given} */
  public Optional<Path> tokenPath() {
    return token().filter(path -> !path.isEmpty()).map(Path::of);
  }

  /** {@return that folder, empty text for no token; not present if one is to be found} */
  Optional<String> token() {
    return Optional.ofNullable(token);
  }
}
