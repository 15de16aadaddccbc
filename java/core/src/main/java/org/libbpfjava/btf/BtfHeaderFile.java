package org.libbpfjava.btf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.libbpfjava.internal.ctext.CTypes;

/** What stands around the types in a {@code vmlinux.h}. */
final class BtfHeaderFile {
  private static final String BEGIN =
      """
      #ifndef __VMLINUX_H__
      #define __VMLINUX_H__

      #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
      #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
      #endif

      """;

  private static final String END =
      """
      #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
      #pragma clang attribute pop
      #endif

      #endif /* __VMLINUX_H__ */
      """;

  private BtfHeaderFile() {}

  static void write(Btf btf, Appendable out) throws IOException {
    btf.checkText();
    List<byte[]> chain = new ArrayList<>();
    for (Optional<Btf> part = Optional.of(btf); part.isPresent(); part = part.get().base()) {
      chain.add(0, part.get().data().shared());
    }
    try (CTypes types = new CTypes(btf.data().source(), chain)) {
      out.append(BEGIN);
      types.write(btf.typeCount(), out);
      out.append(END);
    }
  }
}
