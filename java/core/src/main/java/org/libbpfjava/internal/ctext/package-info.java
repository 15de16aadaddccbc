/** Not API: libbpf writes types as C. */
@NullMarked
package org.libbpfjava.internal.ctext;

import org.jspecify.annotations.NullMarked;
