@NullMarked
package org.libbpfjava.internal.code;

import org.jspecify.annotations.NullMarked;
