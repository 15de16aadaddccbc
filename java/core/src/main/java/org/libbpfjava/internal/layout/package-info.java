/** The C types that Java classes stand for by themselves. */
@NullMarked
package org.libbpfjava.internal.layout;

import org.jspecify.annotations.NullMarked;
