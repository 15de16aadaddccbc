package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_btf_read;

import java.util.Optional;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.failure.ReturnCode;

/** The types that the kernel keeps of a map or a program. */
final class KernelBtf {
  private KernelBtf() {}

  /**
   * Reads them.
   *
   * @param id the kernel's number of them, 0 for none
   * @param kind what has them, {@code map} or {@code program}
   * @param name its name
   * @return empty where there are none, or the kernel does not show them to this process, which
   *     takes CAP_SYS_ADMIN
   */
  static Optional<Btf> read(int id, String kind, String name) {
    long size = id == 0 ? 0 : lbj_btf_read(id, new byte[1], 0);
    if (size <= 0) {
      return Optional.empty();
    }
    byte[] raw = new byte[Math.toIntExact(size)];
    ReturnCode.check(lbj_btf_read(id, raw, raw.length), "read the types of " + kind, name);
    return Optional.of(Btf.parse(kind + " '" + name + "'", raw));
  }
}
