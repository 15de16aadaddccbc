package org.libbpfjava;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
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
  private static final OpenOptions DEFAULT =
      new OpenOptions(null, null, null, new Kernel(null, null, null), List.of());

  /**
   * What the object says of the kernel.
   *
   * @param btfFile the types that CO-RE accesses are fitted to; null with others, or none
   * @param btf those types, if they were given themselves
   * @param token a folder, empty for no token; null for one that is found
   */
  private record Kernel(@Nullable Path btfFile, @Nullable Btf btf, @Nullable String token) {}

  private final @Nullable String name;
  private final @Nullable String kconfig;
  private final @Nullable Path pinRoot;
  private final Kernel kernel;
  private final List<ValueMapper<?>> mappers;

  private OpenOptions(
      @Nullable String name,
      @Nullable String kconfig,
      @Nullable Path pinRoot,
      Kernel kernel,
      List<ValueMapper<?>> mappers) {
    this.name = name;
    this.kconfig = kconfig;
    this.pinRoot = pinRoot;
    this.kernel = kernel;
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
        kernel,
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
    return new OpenOptions(name, Objects.requireNonNull(lines, "lines"), pinRoot, kernel, mappers);
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
    return new OpenOptions(name, kconfig, folder, kernel, mappers);
  }

  /**
   * Says by a file which kernel's types the object's CO-RE accesses are fitted to at load, instead
   * of those of the running kernel: for a kernel that shows none, such as one without
   * CONFIG_DEBUG_INFO_BTF, whose types come from elsewhere. Programs that are attached by a type,
   * such as fentry, still need the running kernel's.
   *
   * <p>Opening the object reads the file and checks it, as {@link Btf#ofFile(Path)} does. An object
   * without CO-RE accesses ignores it.
   *
   * @param file bare BTF, or an ELF file with a section {@code .BTF}
   * @return the changed options; this replaces other types that were given before
   * @libbpf btf_custom_path of struct bpf_object_open_opts
   */
  public OpenOptions withKernelBtf(Path file) {
    Objects.requireNonNull(file, "file");
    return with(new Kernel(file, null, kernel.token));
  }

  /**
   * Says which kernel's types the object's CO-RE accesses are fitted to, as {@link
   * #withKernelBtf(Path)} does. Until the object is loaded, a file in memory holds them.
   *
   * @param types the types
   * @return the changed options; this replaces a file that was given before
   * @throws IllegalArgumentException if they go on from a {@linkplain Btf#base base}: libbpf takes
   *     types that stand alone
   * @libbpf btf_custom_path of struct bpf_object_open_opts
   */
  public OpenOptions withKernelBtf(Btf types) {
    Objects.requireNonNull(types, "types");
    return with(new Kernel(null, standingAlone(types), kernel.token));
  }

  private static Btf standingAlone(Btf types) {
    if (types.base().isPresent()) {
      throw new IllegalArgumentException(
          "these types go on from a base, and CO-RE takes a kernel's types that stand alone: give"
              + " the base");
    }
    return types;
  }

  private OpenOptions with(Kernel changed) {
    return new OpenOptions(name, kconfig, pinRoot, changed, mappers);
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
    return with(new Kernel(kernel.btfFile, kernel.btf, ScopeOptions.pathOf(folder)));
  }

  /**
   * Loads the object without a BPF token, also in a user namespace.
   *
   * @return the changed options
   */
  public OpenOptions withoutToken() {
    return with(new Kernel(kernel.btfFile, kernel.btf, ""));
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
    return new OpenOptions(name, kconfig, pinRoot, kernel, List.copyOf(more));
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

  /** {@return the file of the types that CO-RE accesses are fitted to, empty if none was given} */
  public Optional<Path> kernelBtfFile() {
    return Optional.ofNullable(kernel.btfFile);
  }

  /** {@return the types that CO-RE accesses are fitted to, empty if none were given} */
  public Optional<Btf> kernelBtf() {
    return Optional.ofNullable(kernel.btf);
  }

  /** Reads the file of types where there is one. */
  Optional<Btf> kernelTypes() {
    Path file = kernel.btfFile;
    return file == null ? kernelBtf() : Optional.of(standingAlone(Btf.ofFile(file)));
  }

  /** {@return the BPF file system that gives a BPF token, empty if none was given} */
  public Optional<Path> tokenPath() {
    return token().filter(path -> !path.isEmpty()).map(Path::of);
  }

  /** {@return that folder, empty text for no token; not present if one is to be found} */
  Optional<String> token() {
    return Optional.ofNullable(kernel.token);
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
