/** The bytes of data sections, by each way in which they can be reached. */
@NullMarked
package org.libbpfjava.internal.memory;

import org.jspecify.annotations.NullMarked;
