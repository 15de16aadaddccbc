/** Which variables an object has, where they lie, and what a path leads to. */
@NullMarked
package org.libbpfjava.internal.variable;

import org.jspecify.annotations.NullMarked;
