package org.libbpfjava;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an object is opened: a value, each method gives a changed copy.
 *
 * @libbpf struct bpf_object_open_opts
 */
public final class OpenOptions {
  private static final OpenOptions DEFAULT = new OpenOptions(null, null);

  private final @Nullable String name;
  private final @Nullable String kconfig;

  private OpenOptions(@Nullable String name, @Nullable String kconfig) {
    this.name = name;
    this.kconfig = kconfig;
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
   */
  public OpenOptions name(String name) {
    return new OpenOptions(name, kconfig);
  }

  /**
   * Overrides values of the kernel's configuration that the object's {@code __kconfig} externs ask
   * for.
   *
   * @param lines lines such as {@code CONFIG_HZ=250}, as in /boot/config-*
   * @return the changed options
   */
  public OpenOptions kconfig(String lines) {
    return new OpenOptions(name, lines);
  }

  /** {@return the object's name, where one was given} */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** {@return the configuration's overrides, where some were given} */
  public Optional<String> kconfig() {
    return Optional.ofNullable(kconfig);
  }
}
