package org.libbpfjava.internal.code;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import org.libbpfjava.internal.message.Log;

/**
 * The kernel's list of its symbols. Each line is {@code ffffffff81000000 T name}, modules' with
 * their name behind a tab. Where the kernel hides addresses (kernel.kptr_restrict) all are 0.
 */
public final class Kallsyms {
  /** Where the kernel shows it. */
  public static final Path FILE = Path.of("/proc/kallsyms");

  private Kallsyms() {}

  /**
   * Reads the list once, from top to bottom.
   *
   * @param file the list
   * @param symbol gets each name with its address; called for none where there is no list
   */
  public static void forEach(Path file, ObjLongConsumer<String> symbol) {
    forEach(file, (name, address, ofModule) -> symbol.accept(name, address));
  }

  /** Takes a symbol. */
  public interface Reader {
    /**
     * Takes one.
     *
     * @param ofModule whether it comes and goes with a module or a BPF program
     */
    void symbol(String name, long address, boolean ofModule);
  }

  /** As {@link #forEach(Path, ObjLongConsumer)}. */
  public static void forEach(Path file, Reader symbol) {
    try (BufferedReader lines = Files.newBufferedReader(file, US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        int start = space + 3;
        int tab = line.indexOf('\t', Math.max(start, 0));
        if (space == 16 && line.length() > start) {
          symbol.symbol(
              line.substring(start, tab < 0 ? line.length() : tab),
              Long.parseUnsignedLong(line, 0, space, 16),
              tab >= 0);
        }
      }
    } catch (IOException | NumberFormatException e) {
      Log.log(Level.DEBUG, "no names of kernel symbols: " + e);
    }
  }
}
