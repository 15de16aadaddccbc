@NullMarked
package org.libbpfjava.insn;

import org.jspecify.annotations.NullMarked;
