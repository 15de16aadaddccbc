/** Helpers shared by the tests. */
@NullMarked
package org.libbpfjava.testing;

import org.jspecify.annotations.NullMarked;
