package org.libbpfjava.internal.message;

import java.nio.ByteBuffer;

/**
 * A number in memory that this library has mapped. A public method that takes it can be called by
 * this library alone.
 *
 * @param variable what lies there, for messages
 * @param section what it lies in, for messages
 * @param memory the mapping, which stays as long as the buffer is reachable
 * @param offset bytes from the buffer's start to the number
 */
public record MappedNumber(String variable, String section, ByteBuffer memory, int offset) {}
