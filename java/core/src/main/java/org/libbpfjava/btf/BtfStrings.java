package org.libbpfjava.btf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.libbpfjava.internal.message.CString;

/** The strings of BTF that is being built, each once. */
final class BtfStrings {
  private final long first;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new HashMap<>();

  /**
   * Begins.
   *
   * @param first the offset of the first string: where those of the base end, or 0
   */
  BtfStrings(long first) {
    this.first = first;
    if (first == 0) {
      bytes.write(0);
    }
    offsets.put("", 0);
  }

  /** {@return the offset of a string} */
  int add(String text) {
    CString.check("the name", text);
    Integer known = offsets.get(text);
    if (known != null) {
      return known;
    }
    int offset = Math.toIntExact(first + bytes.size());
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    offsets.put(text, offset);
    return offset;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
