/** Why the kernel or libbpf refused, and what to do. */
@NullMarked
package org.libbpfjava.internal.failure;

import org.jspecify.annotations.NullMarked;
