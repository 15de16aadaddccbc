/** Programs attached to places in the kernel. */
@NullMarked
package org.libbpfjava.attach;

import org.jspecify.annotations.NullMarked;
