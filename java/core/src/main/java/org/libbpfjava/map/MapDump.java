package org.libbpfjava.map;

import java.util.List;

/**
 * All elements of a map at the time when they were read, as trees that need no Java class: numbers,
 * strings, lists, and maps by member names, as global variables give them. Of a per-CPU map a value
 * is a list with one tree for each possible CPU. What BTF does not describe is {@code byte[]}.
 *
 * <p>Its text is JSON as {@code bpftool map dump} prints it with BTF; without BTF the bytes, in
 * hexadecimal. It differs from bpftool's where that is no JSON, or shows less: floats are numbers,
 * bitfields, pointers and 128-bit integers are decimal numbers, and the members of an anonymous
 * struct are those of the struct around it.
 */
public interface MapDump {
  /** {@return the elements, in the kernel's order} */
  List<MapEntry<Object, Object>> entries();

  /** {@return the text} */
  @Override
  String toString();
}
