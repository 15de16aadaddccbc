package org.libbpfjava.internal.failure;

import java.util.Optional;
import org.libbpfjava.internal.code.ProbeTargets;

/** What of the object, the kernel and libbpf helps to explain a failure; asked only after one. */
public interface Surroundings {

  /** {@return the positive error number of the call} */
  int errno();

  /** {@return the ELF section of a program, empty where there is no such program} */
  default String section(String program) {
    return "";
  }

  /** {@return a map's type, sizes and flags, empty where they are not known} */
  default String map(String name) {
    return "";
  }

  /** {@return what to do about a map that could not be created, empty where that is not known} */
  default String mapAdvice(String name) {
    return "";
  }

  /**
   * {@return the first thing in which the map that is pinned at a path differs from the object's, a
   * clause; empty where that is not known}
   */
  default String pinnedDifference(String path) {
    return "";
  }

  /** {@return the section that the object's types put an extern into, {@code .ksyms}} */
  default Optional<String> externSection(String name) {
    return Optional.empty();
  }

  /** {@return names of the kernel that are near to a wanted one, a list, empty for none} */
  default String nearTargets(KernelTargets kind, String wanted) {
    return kind.near(wanted);
  }

  /**
   * {@return why a function of the kernel is no target of fentry and its kin, sentences}
   *
   * @param hasType whether the kernel's BTF has it
   */
  default String whyNoTarget(String function, boolean hasType) {
    return ProbeTargets.ofKernel().whyNoTarget(function, hasType);
  }

  /** {@return names of sections that libbpf knows a program type for, the nearest, as a list} */
  default String nearSections(String wanted) {
    return "";
  }

  /** {@return the kernel's last word about the object's types, empty for none} */
  default String typesRefusal() {
    return "";
  }

  /** {@return what a program of the object asks of the process} */
  default Need need(String program) {
    return Need.ofAnything();
  }

  /** {@return what the object asks of the process as a whole} */
  default Need need() {
    return Need.ofAnything();
  }
}
