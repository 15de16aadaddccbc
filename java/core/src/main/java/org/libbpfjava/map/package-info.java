/** Maps in the kernel: their contracts, types, options and flags. */
@NullMarked
package org.libbpfjava.map;

import org.jspecify.annotations.NullMarked;
