package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_btf_info;

import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.CString;

/**
 * What the kernel says about type information that it holds: struct bpf_btf_info.
 *
 * @param id the kernel's number of it
 * @param name {@code vmlinux}, or the name of a module; empty for that of a user's object
 * @param size bytes
 * @param ofKernel whether it is the kernel's own, or a module's
 */
public record BtfFacts(int id, String name, long size, boolean ofKernel) {
  private static final int NUMBERS = 3;
  private static final int NAME_BYTES = 64; // MODULE_NAME_LEN is 56

  /** Asks the kernel about a descriptor that is open during the call. */
  static BtfFacts of(int fd, String subject) {
    int[] numbers = new int[NUMBERS];
    byte[] name = new byte[NAME_BYTES];
    ReturnCode.check(
        lbj_btf_info(fd, numbers, name, name.length), "ask the kernel about BTF", subject);
    return new BtfFacts(
        numbers[0], CString.text(name), Integer.toUnsignedLong(numbers[1]), numbers[2] != 0);
  }
}
