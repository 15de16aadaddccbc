/** Addresses of kernel symbols, which an object asks for by its __ksym externs. */
@NullMarked
package org.libbpfjava.internal.ksym;

import org.jspecify.annotations.NullMarked;
