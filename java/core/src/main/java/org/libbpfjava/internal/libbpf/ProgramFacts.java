package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_boot_time;
import static org.libbpfjava.raw.global.plain.lbj_program_facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.CString;

/** What the kernel says about a program, whoever loaded it: struct bpf_prog_info, without code. */
public final class ProgramFacts {
  private static final int NUMBERS = 19;
  private static final int NAME_BYTES = 16; // BPF_OBJ_NAME_LEN
  private static final int TAG_BYTES = 8; // BPF_TAG_SIZE

  private final long[] numbers = new long[NUMBERS];
  private final byte[] nameAndTag = new byte[NAME_BYTES + TAG_BYTES];
  private final int[] mapIds;
  private final long[] addresses;
  private final int[] lengths;

  private ProgramFacts(int fd, String program, int maps, int functions) {
    mapIds = new int[maps];
    addresses = new long[functions];
    lengths = new int[functions];
    // Safe: the shim knows how many numbers there are, and the arrays' own sizes tell the rest.
    ReturnCode.check(
        lbj_program_facts(fd, numbers, nameAndTag, mapIds, maps, addresses, lengths, functions),
        "ask the kernel about program",
        program);
  }

  /**
   * Asks the kernel. Takes two system calls, and more if maps are bound to the program meanwhile.
   *
   * @param fd a program's descriptor that is open during the call
   * @param program what messages call the program
   */
  public static ProgramFacts of(int fd, String program) {
    ProgramFacts facts = new ProgramFacts(fd, program, 0, 0);
    while (facts.mapCount() > facts.mapIds.length
        || facts.functionCount() > facts.addresses.length) {
      facts = new ProgramFacts(fd, program, facts.mapCount(), facts.functionCount());
    }
    return facts;
  }

  private int mapCount() {
    return integer(4);
  }

  private int functionCount() {
    return integer(11);
  }

  private int integer(int index) {
    return (int) numbers[index];
  }

  /** {@return its type, as the kernel numbers it} */
  public int typeNumber() {
    return integer(0);
  }

  public int id() {
    return integer(1);
  }

  /** {@return the kernel's name of it, up to 15 characters; empty where it has none} */
  public String name() {
    return CString.text(Arrays.copyOf(nameAndTag, NAME_BYTES));
  }

  /** {@return the first 8 bytes of a hash over its instructions, in hexadecimal digits} */
  public String tag() {
    return HexFormat.of().formatHex(nameAndTag, NAME_BYTES, NAME_BYTES + TAG_BYTES);
  }

  /** {@return nanoseconds from boot to its load, with those of suspension} */
  public long loadedNanos() {
    return numbers[2];
  }

  /** {@return the number of the user who loaded it} */
  public int uid() {
    return integer(3);
  }

  public List<Integer> mapIds() {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < mapCount(); i++) {
      ids.add(mapIds[i]);
    }
    return List.copyOf(ids);
  }

  public boolean isGplCompatible() {
    return numbers[5] != 0;
  }

  /** {@return the network interface that it is bound to or offloaded to, 0 for none} */
  public int interfaceIndex() {
    return integer(6);
  }

  /** {@return the device of the file of that interface's network namespace} */
  public long namespaceDevice() {
    return numbers[7];
  }

  /** {@return the inode of that file} */
  public long namespaceInode() {
    return numbers[8];
  }

  public int xlatedBytes() {
    return integer(9);
  }

  public int jitedBytes() {
    return integer(10);
  }

  /** {@return where its functions begin in the kernel; empty where the kernel does not tell} */
  public List<Long> jitedAddresses() {
    List<Long> list = new ArrayList<>();
    for (int i = 0; i < functionCount(); i++) {
      list.add(addresses[i]);
    }
    return List.copyOf(list);
  }

  /** {@return bytes of machine code of a function} */
  public int jitedBytes(int function) {
    return lengths[function];
  }

  public int btfId() {
    return integer(12);
  }

  /** {@return the BTF object that has its target's type, 0 for none} */
  public int attachBtfObjectId() {
    return integer(13);
  }

  /** {@return the target's type in that, 0 for none} */
  public int attachBtfTypeId() {
    return integer(14);
  }

  public long runNanos() {
    return numbers[15];
  }

  public long runCount() {
    return numbers[16];
  }

  public long recursionMisses() {
    return numbers[17];
  }

  public long verifiedInstructions() {
    return numbers[18];
  }

  /** {@return the moment of boot in nanoseconds since 1970, by today's clock} */
  public static long bootNanos() {
    return ReturnCode.check(lbj_boot_time(), "read the clock", "CLOCK_BOOTTIME");
  }
}
