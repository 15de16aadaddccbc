package org.libbpfjava.presets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dynamic section and dynamic symbols of a 64-bit little-endian ELF library. */
final class SharedLibrary {
  record Symbol(String name, boolean defined, boolean weak, String version) {}

  private static final int SHT_DYNAMIC = 6;
  private static final int SHT_DYNSYM = 11;
  private static final int SHT_GNU_VERNEED = 0x6ffffffe;
  private static final int SHT_GNU_VERSYM = 0x6fffffff;
  private static final int DT_NEEDED = 1;
  private static final int DT_SONAME = 14;
  private static final int DT_RPATH = 15;
  private static final int DT_RUNPATH = 29;

  private final ByteBuffer elf;
  private final Map<Integer, String> versions = new HashMap<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final Map<Integer, List<String>> dynamic = new HashMap<>();

  SharedLibrary(byte[] bytes) {
    elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) elf.getLong(40);
    int count = elf.getShort(60);
    int versionsOfSymbols = 0;
    for (int i = 0; i < count; i++) {
      int header = table + 64 * i;
      switch (elf.getInt(header + 4)) {
        case SHT_DYNAMIC -> readDynamic(offset(header), size(header), strings(table, header));
        case SHT_GNU_VERNEED -> readVersions(offset(header), strings(table, header));
        case SHT_GNU_VERSYM -> versionsOfSymbols = offset(header);
        default -> {}
      }
    }
    for (int i = 0; i < count; i++) {
      int header = table + 64 * i;
      if (elf.getInt(header + 4) == SHT_DYNSYM) {
        readSymbols(offset(header), size(header), strings(table, header), versionsOfSymbols);
      }
    }
  }

  /** e_machine: 62 is x86_64, 183 aarch64. */
  int machine() {
    return elf.getShort(18);
  }

  List<String> needed() {
    return dynamic.getOrDefault(DT_NEEDED, List.of());
  }

  List<String> soname() {
    return dynamic.getOrDefault(DT_SONAME, List.of());
  }

  List<String> runPaths() {
    List<String> paths = new ArrayList<>(dynamic.getOrDefault(DT_RPATH, List.of()));
    paths.addAll(dynamic.getOrDefault(DT_RUNPATH, List.of()));
    return paths;
  }

  List<Symbol> symbols() {
    return symbols;
  }

  private void readDynamic(int at, int size, int strings) {
    for (int entry = at; entry < at + size; entry += 16) {
      int tag = (int) elf.getLong(entry);
      if (tag == DT_NEEDED || tag == DT_SONAME || tag == DT_RPATH || tag == DT_RUNPATH) {
        String value = string(strings + (int) elf.getLong(entry + 8));
        dynamic.computeIfAbsent(tag, key -> new ArrayList<>()).add(value);
      }
    }
  }

  private void readVersions(int at, int strings) {
    for (int need = at, next = 1; next != 0; need += next) {
      int auxiliary = need + elf.getInt(need + 8);
      for (int i = 0; i < elf.getShort(need + 2); i++) {
        versions.put(
            (int) elf.getShort(auxiliary + 6), string(strings + elf.getInt(auxiliary + 8)));
        auxiliary += elf.getInt(auxiliary + 12);
      }
      next = elf.getInt(need + 12);
    }
  }

  private void readSymbols(int at, int size, int strings, int versionsOfSymbols) {
    for (int i = 1; i < size / 24; i++) {
      int symbol = at + 24 * i;
      int version = elf.getShort(versionsOfSymbols + 2 * i) & 0x7fff;
      symbols.add(
          new Symbol(
              string(strings + elf.getInt(symbol)),
              elf.getShort(symbol + 6) != 0,
              elf.get(symbol + 4) >> 4 == 2,
              versions.getOrDefault(version, "")));
    }
  }

  private int offset(int header) {
    return (int) elf.getLong(header + 24);
  }

  private int size(int header) {
    return (int) elf.getLong(header + 32);
  }

  /** Where the strings lie that the section at {@code header} names by sh_link. */
  private int strings(int table, int header) {
    return offset(table + 64 * elf.getInt(header + 40));
  }

  private String string(int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), at, end - at, StandardCharsets.UTF_8);
  }
}
