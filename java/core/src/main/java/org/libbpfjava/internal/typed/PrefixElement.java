package org.libbpfjava.internal.typed;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.memory.BufferMemory;
import org.libbpfjava.internal.value.CTypeText;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.LpmPrefix;

/** Keys of a trie: linux/bpf.h, struct bpf_lpm_trie_key_u8. */
final class PrefixElement implements Element<LpmPrefix> {
  private static final int LENGTH_BYTES = Integer.BYTES;

  private final String map;
  private final int keySize;
  private final int size; // of an address

  private PrefixElement(BpfMap map, int size) {
    this.map = map.name();
    this.keySize = map.keySize();
    this.size = size;
  }

  /**
   * Checks the C type of a trie's keys. Bytes after the address are padding: C gives the key of a
   * MAC address two of them.
   *
   * @throws IllegalArgumentException if they are not one length and one address
   */
  static PrefixElement of(BpfMap map, Optional<BtfType> declared) {
    return new PrefixElement(
        map, declared.map(type -> size(map, type)).orElse(map.keySize() - LENGTH_BYTES));
  }

  private static int size(BpfMap map, BtfType type) {
    List<BtfMember> members =
        type.resolved() instanceof BtfStruct struct ? struct.members() : List.of();
    if (members.size() == 2
        && members.get(0).type().size() == LENGTH_BYTES
        && members.get(1).offset() == LENGTH_BYTES
        && members.get(1).type().size() > 0) {
      return members.get(1).type().size();
    }
    throw new IllegalArgumentException(
        "key of map '"
            + map.name()
            + "' ("
            + CTypeText.of(type).get()
            + ") is no __u32 with one address after it"
            + (members.isEmpty()
                ? ""
                : ", it has " + members.stream().map(BtfMember::name).collect(joining(", ")))
            + ": use typed, with a record for it");
  }

  @Override
  public Class<LpmPrefix> java() {
    return LpmPrefix.class;
  }

  @Override
  public LpmPrefix read(BufferMemory memory, int offset) {
    byte[] bytes = new byte[size];
    memory.getBytes(offset + LENGTH_BYTES, bytes, 0, size);
    return LpmPrefix.masked(bytes, memory.getInt(offset));
  }

  @Override
  public void write(BufferMemory memory, int offset, LpmPrefix prefix) {
    byte[] bytes = prefix.bytes();
    if (bytes.length != size) {
      throw new IllegalArgumentException(
          "map '"
              + map
              + "' has prefixes of "
              + CTypeText.bytes(size)
              + ", "
              + prefix
              + " has "
              + bytes.length);
    }
    memory.clear(offset, keySize);
    memory.putInt(offset, prefix.length());
    memory.putBytes(offset + LENGTH_BYTES, bytes, 0, size);
  }
}
