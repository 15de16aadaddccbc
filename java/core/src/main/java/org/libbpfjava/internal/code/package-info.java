/** Programs' instructions: where they are read, and what their numbers mean. */
@NullMarked
package org.libbpfjava.internal.code;

import org.jspecify.annotations.NullMarked;
