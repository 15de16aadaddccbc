/** Not API: everything that touches native code, and what it needs. */
@NullMarked
package org.libbpfjava.internal;

import org.jspecify.annotations.NullMarked;
