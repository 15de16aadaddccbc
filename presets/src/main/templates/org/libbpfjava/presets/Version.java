package org.libbpfjava.presets;

/** Filled in by the build. A constant, because a resource costs a start more. */
final class Version {
  static final String OF_THESE_CLASSES = "${project.version}";

  private Version() {}
}
