package org.libbpfjava.attach;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network interface, by its name or its number. A name is looked up when the program is attached,
 * in the network namespace of the attaching thread; a number is one of that namespace too.
 */
public final class NetworkDevice {
  private final String name; // "" for one by its number
  private final int index; // 0 for one by its name

  private NetworkDevice(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /**
   * {@return the interface of that name}
   *
   * @param name such as {@code eth0}
   * @throws IllegalArgumentException if it is empty or has more than the 15 bytes of a name
   */
  public static NetworkDevice named(String name) {
    if (AttachText.checked(name, "name").length() > 15) {
      throw new IllegalArgumentException(
          "a network interface cannot be called '" + name + "': names have 15 characters at most");
    }
    return new NetworkDevice(name, 0);
  }

  /**
   * {@return the interface of that number}
   *
   * @param index 1 or more, as {@code ip link} shows it
   * @throws IllegalArgumentException if it is less than 1
   */
  public static NetworkDevice ofIndex(int index) {
    if (index < 1) {
      throw new IllegalArgumentException("a network interface cannot have the number " + index);
    }
    return new NetworkDevice("", index);
  }

  /** {@return its name, empty for one that was given by its number} */
  public Optional<String> name() {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  /** {@return its number, empty for one that was given by its name} */
  public OptionalInt index() {
    return index == 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "interface " + index : "interface '" + name + "'";
  }
}
