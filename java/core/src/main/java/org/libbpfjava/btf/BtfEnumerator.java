package org.libbpfjava.btf;

/**
 * A constant of an enum.
 *
 * @param name its C name
 * @param value its value, sign-extended where the enum is signed; the bits of an unsigned 64-bit
 *     one
 */
public record BtfEnumerator(String name, long value) {}
