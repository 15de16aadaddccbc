@NullMarked
package org.libbpfjava.internal.probe;

import org.jspecify.annotations.NullMarked;
