/** Keys and values of maps as Java objects, checked once against their C types. */
@NullMarked
package org.libbpfjava.internal.typed;

import org.jspecify.annotations.NullMarked;
