/**
 * Not API: turns the bytes of a data section into Java values and back.
 *
 * <p>A {@link org.libbpfjava.internal.value.ScalarCodec} knows one number in C; a {@link
 * org.libbpfjava.internal.value.ValueCodec} knows one Java type over one C type and is built, and
 * checked, once. Both say what they refuse as a {@link org.libbpfjava.internal.value.Refusal},
 * which the variable turns into an exception that names it.
 */
@NullMarked
package org.libbpfjava.internal.value;

import org.jspecify.annotations.NullMarked;
