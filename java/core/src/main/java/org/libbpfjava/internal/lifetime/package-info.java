/** Who owns what native memory, who is inside it, and when it is freed. */
@NullMarked
package org.libbpfjava.internal.lifetime;

import org.jspecify.annotations.NullMarked;
