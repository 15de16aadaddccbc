package org.libbpfjava.insn;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kernel's helpers by number, as the bundled libbpf's bpf_helper_defs.h declares them. */
final class HelperNames {
  private static final String RESOURCE = "helpers.txt"; // made by native/helper-names

  private static volatile @Nullable Map<Integer, String> names; // read when first asked for

  private HelperNames() {}

  static Optional<String> of(int number) {
    Map<Integer, String> known = names;
    if (known == null) {
      known = read();
      names = known;
    }
    return Optional.ofNullable(known.get(number));
  }

  private static Map<Integer, String> read() {
    try (InputStream in = HelperNames.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing beside " + HelperNames.class);
      }
      Map<Integer, String> names = new HashMap<>();
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        names.put(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
      }
      return Map.copyOf(names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
