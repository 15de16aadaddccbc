package org.libbpfjava.internal.verifier;

/**
 * Where in the source the instructions from a slot on come from.
 *
 * @param slot the first of them
 * @param file the file's name
 * @param line the line's number from 1
 * @param column the column from 1
 * @param text the line's text
 */
public record SourceRecord(int slot, String file, int line, int column, String text) {}
