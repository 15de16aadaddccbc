package org.libbpfjava;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.NoSuchMemberException;

/**
 * The global variables of an object, open or loaded: for code that sets and shows them in either
 * phase.
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
   * @throws IllegalArgumentException if several static variables have the name, of which {@link
   *     #section} chooses one, or the path is longer than 4096 characters
   * @throws IllegalStateException if the object is open no more
   */
  GlobalVariable variable(String path);

  /**
   * A variable, where this build of the object has it.
   *
   * @param path as for {@link #variable}
   * @return the variable, empty where no variable has the name
   * @throws IllegalStateException if the object is open no more
   */
  Optional<GlobalVariable> findVariable(String path);

  /**
   * {@return all variables that have values in this phase, by section and offset}
   *
   * <p>Those about which the object contradicts itself are left out; {@link #dump} tells why.
   *
   * @throws IllegalStateException if the object is open no more
   */
  List<GlobalVariable> variables();

  /**
   * A data section by its ELF name.
   *
   * @param name such as {@code .rodata}
   * @return the section
   * @throws NoSuchMemberException if the object has none; the message lists those it has
   * @throws IllegalStateException if the object is open no more
   */
  VariableSection section(String name);

  /**
   * A data section, where this build of the object has it.
   *
   * @param name its ELF name
   * @return the section, empty where there is none
   * @throws IllegalStateException if the object is open no more
   */
  Optional<? extends VariableSection> findSection(String name);

  /**
   * {@return the data sections, in the file's order, those without variables too}
   *
   * @throws IllegalStateException if the object is open no more
   */
  List<? extends VariableSection> sections();

  /**
   * All variables as text: for each section its name and access mode, then its variables by offset,
   * each as {@link GlobalVariable#toString} shows it; last those about which the object contradicts
   * itself, with the reason. Read one by one, not at one moment.
   *
   * @return lines that end with a newline, for people to read
   * @throws IllegalStateException if the object is loaded, where it was open, or closed
   */
  String dump();

  /**
   * All values as a tree: by section, then by variable, each as {@link GlobalVariable#get()} gives
   * it. Of several static variables of one name in a section the second and later ones go by {@code
   * name@offset}. Variables of more than 16 MiB are left out, and those whose value get() refuses.
   * Read one by one, not at one moment.
   *
   * @return unmodifiable maps in the order of {@link #variables}
   * @throws IllegalStateException if the object is loaded, where it was open, or closed
   */
  Map<String, Map<String, Object>> values();

  /**
   * {@return the object's types, empty for an object without BTF}
   *
   * @throws IllegalStateException if the object is open no more
   */
  Optional<Btf> btf();

  /** {@return whether the object can be used: neither closed nor, in its open phase, loaded} */
  boolean isOpen();
}
