/** Asks the running kernel what it has, and loads the native library. */
@NullMarked
package org.libbpfjava.internal.probe;

import org.jspecify.annotations.NullMarked;
