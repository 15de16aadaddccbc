package org.libbpfjava;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.NoSuchMemberException;

/**
 * The global variables of an object, for code that sets and shows them whether the object is open
 * or loaded.
 *
 * <pre>{@code
 * static void configure(GlobalVariables variables) {
 *   variables.variable("target_pid").setInt(4711);
 *   variables.findVariable("verbose").ifPresent(v -> v.setBoolean(true));
 * }
 * }</pre>
 *
 * <p>Safe on any thread.
 */
public sealed interface GlobalVariables permits OpenBpfObject, BpfObject {
  /**
   * A variable, or a place inside one.
   *
   * @param path a name such as {@code hits}, or a path such as {@code cfg.limits[3].max}
   * @return the variable; the same instance each time
   * @throws NoSuchMemberException if the object has none; the message lists the nearest names
   * @throws IllegalArgumentException if the path is longer than 4096 characters, or if several
   *     static variables have the name; {@link #section} chooses one of them
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  GlobalVariable variable(String path);

  /**
   * A variable, or a place inside one, if this build of the object has it.
   *
   * @param path as for {@link #variable}
   * @return the variable, empty if no variable has the name
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  Optional<GlobalVariable> findVariable(String path);

  /**
   * {@return all variables that have values in this phase, by section and offset}
   *
   * <p>Variables about which the object contradicts itself are left out. {@link #dump} tells why.
   *
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  List<GlobalVariable> variables();

  /**
   * A data section by its ELF name.
   *
   * @param name such as {@code .rodata}
   * @return the section; the same instance each time
   * @throws NoSuchMemberException if the object has none; the message lists those that it has
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  VariableSection section(String name);

  /**
   * A data section, if this build of the object has it.
   *
   * @param name its ELF name
   * @return the section, empty if there is none
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  Optional<? extends VariableSection> findSection(String name);

  /**
   * {@return the data sections in the file's order, also those without variables}
   *
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  List<? extends VariableSection> sections();

  /**
   * All variables as text, for people to read.
   *
   * <p>Each section has a line with its name and access mode. Its variables follow by offset, as
   * {@link GlobalVariable#toString} shows them. Variables about which the object contradicts itself
   * come last, with the reason. Variables are read one after the other, so the text shows no single
   * moment.
   *
   * @return lines that end with a newline
   * @throws IllegalStateException if the object is closed, or was open and is loaded now
   */
  String dump();

  /**
   * All values as a tree: by section, then by variable, each as {@link GlobalVariable#get()} gives
   * it.
   *
   * <p>If a section has several static variables of one name, the second and later ones go by
   * {@code name@offset}. Variables of more than 16 MiB are left out, and those that {@code get()}
   * refuses to read. Variables are read one after the other, so the tree shows no single moment.
   *
   * @return unmodifiable maps in the order of {@link #variables}
   * @throws IllegalStateException if the object is closed, or was open and is loaded now
   */
  Map<String, Map<String, Object>> values();

  /**
   * {@return the object's types, empty if the object has no BTF}
   *
   * @throws IllegalStateException if the object was open and is loaded or closed now
   */
  Optional<Btf> btf();

  /**
   * {@return whether the object can be used} An open object that was loaded cannot be used any
   * more.
   */
  boolean isOpen();
}
