/** Not API: what the verifier wrote, and what can be concluded from it. */
@NullMarked
package org.libbpfjava.internal.verifier;

import org.jspecify.annotations.NullMarked;
