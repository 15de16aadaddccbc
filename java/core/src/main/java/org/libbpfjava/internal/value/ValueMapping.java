package org.libbpfjava.internal.value;

import java.util.function.Function;

/**
 * A Java class that stands for C types by way of another class.
 *
 * @param type the class that users see
 * @param via the class in between
 * @param read makes what users see from what was read
 * @param write makes what is written from what users gave
 */
public record ValueMapping(
    Class<?> type, Class<?> via, Function<Object, Object> read, Function<Object, Object> write) {}
