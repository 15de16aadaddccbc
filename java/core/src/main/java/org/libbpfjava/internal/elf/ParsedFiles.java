package org.libbpfjava.internal.elf;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.InvalidBpfObjectException;

/**
 * The files that objects were opened from, each parsed and proven once. A program that opens one
 * file again and again, such as once for each network interface, pays for the first time alone.
 *
 * <p>A file is known by its name, which is in messages, and by its bytes, all of which are
 * compared. It stays as long as an object of it is in use, and then until the next garbage
 * collection: this keeps no memory.
 */
public final class ParsedFiles {
  private static final int MOST = 64; // so that a look-up stays short

  private static final List<WeakReference<ElfFile>> KNOWN = new ArrayList<>(); // guarded by itself

  private ParsedFiles() {}

  /**
   * {@return the sections and symbols of a file}
   *
   * @param file the file, whose bytes nobody changes
   * @throws InvalidBpfObjectException if it is no BPF object for this machine, or malformed
   */
  public static ElfFile of(ObjectFile file) {
    ElfFile known = find(file);
    if (known == null) {
      known = ElfFile.parse(file.source(), file.bytes());
      add(known);
    }
    return known;
  }

  private static @Nullable ElfFile find(ObjectFile file) {
    synchronized (KNOWN) {
      for (WeakReference<ElfFile> reference : KNOWN) {
        ElfFile known = reference.get();
        if (known != null
            && known.source().equals(file.source())
            && Arrays.equals(known.bytes(), file.bytes())) {
          return known;
        }
      }
      return null;
    }
  }

  /** Two threads that open a new file at once both add it, which does no harm. */
  private static void add(ElfFile parsed) {
    synchronized (KNOWN) {
      for (int i = KNOWN.size() - 1; i >= 0; i--) {
        if (KNOWN.get(i).refersTo(null)) {
          KNOWN.remove(i);
        }
      }
      if (KNOWN.size() == MOST) {
        KNOWN.remove(0);
      }
      KNOWN.add(new WeakReference<>(parsed));
    }
  }
}
