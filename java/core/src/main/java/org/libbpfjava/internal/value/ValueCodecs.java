package org.libbpfjava.internal.value;

/** Builds and keeps the codecs of one object's variables. May be used from any thread. */
public final class ValueCodecs {

  /** Without custom mappings. */
  public ValueCodecs() {}
}
