package org.libbpfjava;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.message.CString;
import org.libbpfjava.internal.value.ValueMapping;

/**
 * How an object is opened: a value, each method gives a changed copy.
 *
 * @libbpf struct bpf_object_open_opts
 */
public final class OpenOptions {
  private static final OpenOptions DEFAULT = new OpenOptions(null, null, List.of());

  private final @Nullable String name;
  private final @Nullable String kconfig;
  private final List<ValueMapper<?>> mappers;

  private OpenOptions(
      @Nullable String name, @Nullable String kconfig, List<ValueMapper<?>> mappers) {
    this.name = name;
    this.kconfig = kconfig;
    this.mappers = mappers;
  }

  /** {@return what an object is opened with where nothing is said} */
  public static OpenOptions defaults() {
    return DEFAULT;
  }

  /**
   * Names the object; the kernel's names of its data maps begin with the first characters of it.
   * Without one the file's name up to its first dot is taken.
   *
   * @param name the name
   * @return the changed options
   * @throws IllegalArgumentException if it holds a NUL
   */
  public OpenOptions withName(String name) {
    return new OpenOptions(
        CString.check("the object's name", Objects.requireNonNull(name, "name")), kconfig, mappers);
  }

  /**
   * Overrides values of the kernel's configuration that the object's {@code __kconfig} externs ask
   * for. Opening refuses, by IllegalArgumentException with line and reason, whatever would have no
   * effect or lose its value at load: a line that is not {@code CONFIG_NAME=value}, a name that no
   * extern has, a second value for one, a value that the extern's C type does not take, a text that
   * would be cut. Blank lines and those that begin with # are passed over.
   *
   * @param lines lines such as {@code CONFIG_HZ=250}: y, n or m, a number, or a text in quotation
   *     marks
   * @return the changed options
   */
  public OpenOptions withKconfig(String lines) {
    return new OpenOptions(name, Objects.requireNonNull(lines, "lines"), mappers);
  }

  /**
   * Lets a Java class stand for C types that it would not be mapped to, in all variables of the
   * object. Of several for one class the first counts.
   *
   * @param mapper the mapping
   * @return the changed options
   */
  public OpenOptions withMapper(ValueMapper<?> mapper) {
    Objects.requireNonNull(mapper, "mapper");
    List<ValueMapper<?>> more = new ArrayList<>(mappers);
    more.add(mapper);
    return new OpenOptions(name, kconfig, List.copyOf(more));
  }

  /** {@return the object's name, where one was given} */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** {@return the configuration's overrides, where some were given} */
  public Optional<String> kconfig() {
    return Optional.ofNullable(kconfig);
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
