/** eBPF objects and their global variables, over libbpf. */
@NullMarked
package org.libbpfjava;

import org.jspecify.annotations.NullMarked;
