/** Not API: the ELF file of a BPF object, read before libbpf sees it. */
@NullMarked
package org.libbpfjava.internal.elf;

import org.jspecify.annotations.NullMarked;
