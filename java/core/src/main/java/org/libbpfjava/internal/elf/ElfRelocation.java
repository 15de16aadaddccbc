package org.libbpfjava.internal.elf;

/**
 * A relocation of an ELF file; elf.h, Elf64_Rel.
 *
 * @param target the section whose bytes it changes
 * @param offset bytes from that section's start; unsigned and unchecked
 * @param symbol what is put there
 */
public record ElfRelocation(ElfSection target, long offset, ElfSymbol symbol) {}
