package org.libbpfjava.insn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libbpfjava.insn.Instruction.Call;

/**
 * Names in a program that the kernel has loaded. A helper's imm is its address minus that of
 * __bpf_call_base then, which /proc/kallsyms resolves; a function's imm is its number.
 */
final class KernelSymbols implements Symbolizer {
  private static final Map<Long, String> SYMBOLS = new HashMap<>();
  private static final long CALL_BASE = readSymbols();
  private final List<String> functions;

  KernelSymbols(List<String> functions) {
    this.functions = functions;
  }

  private static long readSymbols() {
    long base = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/kallsyms"))) {
        String[] fields = line.split("\\s+", -1);
        long address = Long.parseUnsignedLong(fields[0], 16);
        SYMBOLS.put(address, fields[2]);
        if (fields[2].equals("__bpf_call_base")) {
          base = address;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return base;
  }

  @Override
  public Optional<Symbol> symbol(int slot, Instruction instruction) {
    if (!(instruction instanceof Call call)) {
      return Optional.empty();
    }
    String name =
        switch (call.kind()) {
          case HELPER, KFUNC -> SYMBOLS.get(CALL_BASE + call.imm());
          case SUBPROGRAM -> functions.get(call.imm());
        };
    return Optional.ofNullable(name).map(Symbol::new);
  }
}
