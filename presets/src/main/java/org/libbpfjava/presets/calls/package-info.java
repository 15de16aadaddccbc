/**
 * Calls that are bound by hand because they must be fast or must not fail half-way. They check
 * nothing, so only the module {@code org.libbpfjava} may use them.
 */
@NullMarked
package org.libbpfjava.presets.calls;

import org.jspecify.annotations.NullMarked;
