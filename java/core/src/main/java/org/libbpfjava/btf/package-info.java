/**
 * The BPF Type Format: types and variables of an object as its compiler described them.
 *
 * <p>Everything here is immutable and may be used from any thread. Types are compared by identity:
 * within one {@link org.libbpfjava.btf.Btf} each type exists once.
 */
@NullMarked
package org.libbpfjava.btf;

import org.jspecify.annotations.NullMarked;
