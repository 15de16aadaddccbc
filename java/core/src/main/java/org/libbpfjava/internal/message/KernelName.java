package org.libbpfjava.internal.message;

/**
 * Names that the kernel gives its maps and programs: bpf_obj_name_cpy() in kernel/bpf/syscall.c.
 */
public final class KernelName {
  private static final int LENGTH = 15; // BPF_OBJ_NAME_LEN, with the NUL 16

  private KernelName() {}

  /**
   * {@return the name, which the kernel takes}
   *
   * @param kind of what: {@code "map"}
   * @throws IllegalArgumentException for names that the kernel refuses
   */
  public static String check(String kind, String name) {
    if (!name.matches("[A-Za-z0-9_.]{1," + LENGTH + "}")) {
      throw new IllegalArgumentException(
          "a "
              + kind
              + " cannot be named '"
              + name
              + "': 1 to "
              + LENGTH
              + " letters, digits, dots and underscores");
    }
    return name;
  }
}
