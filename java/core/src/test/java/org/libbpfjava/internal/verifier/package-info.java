@NullMarked
package org.libbpfjava.internal.verifier;

import org.jspecify.annotations.NullMarked;
