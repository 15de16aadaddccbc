package org.libbpfjava;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.internal.value.ValueMapping;

/**
 * How an object is opened.
 *
 * <p>A value: each {@code with} method gives a changed copy.
 *
 * @see BpfObject#open(BpfSource, OpenOptions)
 * @libbpf struct bpf_object_open_opts
 */
public final class OpenOptions {
  private static final OpenOptions DEFAULT = new OpenOptions(null, null, null, null, List.of());

  private final @Nullable String name;
  private final @Nullable String kconfig;
  private final @Nullable Path pinRoot;
  private final @Nullable String token; // a folder, empty for none; null for one that is found
  private final List<ValueMapper<?>> mappers;

  private OpenOptions(
      @Nullable String name,
      @Nullable String kconfig,
      @Nullable Path pinRoot,
      @Nullable String token,
      List<ValueMapper<?>> mappers) {
    this.name = name;
    this.kconfig = kconfig;
    this.pinRoot = pinRoot;
    this.token = token;
    this.mappers = mappers;
  }

  /** {@return the options of an object that is opened without any} */
  public static OpenOptions defaults() {
    return DEFAULT;
  }

  /**
   * Names the object. The kernel's names of its data maps begin with the first characters of the
   * name, and messages call an object in memory by it. Without a name, the file's name up to its
   * first dot is taken.
   *
   * @param name the name
   * @return the changed options
   * @throws IllegalArgumentException if it holds a NUL
   */
  public OpenOptions withName(String name) {
    return new OpenOptions(
        CString.check("the object's name", Objects.requireNonNull(name, "name")),
        kconfig,
        pinRoot,
        token,
        mappers);
  }

  /**
   * Overrides values of the kernel's configuration for which the object has {@code __kconfig}
   * externs.
   *
   * <p>Opening the object checks the lines. It throws IllegalArgumentException, with the line and
   * the reason, for a line that would have no effect or would lose its value at load:
   *
   * <ul>
   *   <li>a line that is not {@code CONFIG_NAME=value}
   *   <li>a name that no extern has, or that came before
   *   <li>a value that the C type of the extern does not take
   *   <li>a text that would be cut
   * </ul>
   *
   * <p>Blank lines and lines that begin with # are passed over.
   *
   * @param lines lines such as {@code CONFIG_HZ=250}; a value is y, n or m, a number, or a text in
   *     quotation marks
   * @return the changed options
   */
  public OpenOptions withKconfig(String lines) {
    return new OpenOptions(name, Objects.requireNonNull(lines, "lines"), pinRoot, token, mappers);
  }

  /**
   * Says where the maps lie that the object pins by their names ({@code LIBBPF_PIN_BY_NAME}). Load
   * reuses the map that is pinned there, or makes one and pins it. Without this they lie in {@code
   * /sys/fs/bpf}. {@link org.libbpfjava.map.OpenBpfMap#setPinPath} moves one map.
   *
   * @param folder a folder in a BPF file system; it exists, or the one above it does
   * @return the changed options
   */
  public OpenOptions withPinRoot(Path folder) {
    Objects.requireNonNull(folder, "folder");
    return new OpenOptions(name, kconfig, folder, token, mappers);
  }

  /**
   * Says which BPF file system gives the object a BPF token, with which a process in a user
   * namespace loads what its mounter delegates to it. Without this, a process in a user namespace
   * of its own takes the first one that gives it a token, and others need none. The environment
   * variable {@code LIBBPF_BPF_TOKEN_PATH} goes before what is found. Load throws BpfException if
   * that file system gives no token.
   *
   * @param folder where it is mounted
   * @return the changed options
   * @kernel 6.9, 35f96de04127 ("bpf: Introduce BPF token object")
   * @see org.libbpfjava.kernel.Kernel#delegations
   */
  public OpenOptions withTokenPath(Path folder) {
    String path = Objects.requireNonNull(folder, "folder").toString();
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "the path of the BPF file system that gives a token is empty");
    }
    return new OpenOptions(name, kconfig, pinRoot, path, mappers);
  }

  /**
   * Loads the object without a BPF token, also in a user namespace.
   *
   * @return the changed options
   */
  public OpenOptions withoutToken() {
    return new OpenOptions(name, kconfig, pinRoot, "", mappers);
  }

  /**
   * Adds a mapping between a Java class of the user's and C types. It holds for all variables of
   * the object. If several mappers are for one class, the first one counts.
   *
   * @param mapper the mapping
   * @return the changed options
   */
  public OpenOptions withMapper(ValueMapper<?> mapper) {
    Objects.requireNonNull(mapper, "mapper");
    List<ValueMapper<?>> more = new ArrayList<>(mappers);
    more.add(mapper);
    return new OpenOptions(name, kconfig, pinRoot, token, List.copyOf(more));
  }

  /** {@return the object's name, empty if none was given} */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** {@return the lines that override the configuration, empty if none were given} */
  public Optional<String> kconfig() {
    return Optional.ofNullable(kconfig);
  }

  /** {@return the folder of maps that are pinned by their names, empty if none was given} */
  public Optional<Path> pinRoot() {
    return Optional.ofNullable(pinRoot);
  }

  /** {@return the BPF file system that gives a BPF token, empty if none was given} */
  public Optional<Path> tokenPath() {
    return token().filter(path -> !path.isEmpty()).map(Path::of);
  }

  /** {@return that folder, empty text for no token; not present if one is to be found} */
  Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /** {@return the mappings that were added} */
  public List<ValueMapper<?>> mappers() {
    return mappers;
  }

  List<ValueMapping> mappings() {
    List<ValueMapping> mappings = new ArrayList<>();
    for (ValueMapper<?> mapper : mappers) {
      mappings.add(mapper.mapping());
    }
    return mappings;
  }
}
