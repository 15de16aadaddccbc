package org.libbpfjava.internal.message;

/**
 * A data section and the size that it is to have. A public method that takes it can be called by
 * this library alone.
 *
 * @param section its ELF name
 * @param sizeBytes the size in bytes, not negative
 */
public record SectionSize(String section, int sizeBytes) {}
