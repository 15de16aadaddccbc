package org.libbpfjava.btf;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Changes BTF as libbpf does when a data section gets another size: libbpf.c,
 * map_btf_datasec_resize(). The last variable's array gets another length, by a new type at the
 * end.
 */
final class BtfResize {
  private static final int ARRAY_RECORD_SIZE = BtfData.RECORD_SIZE + 12;

  private BtfResize() {}

  /** {@return the changed bytes, empty where libbpf cannot keep the section's types} */
  static Optional<byte[]> of(BtfData data, BtfDatasec section, int size) {
    int entry = data.body(section.id()) + 12 * (data.vlen(section.id()) - 1);
    if (data.vlen(section.id()) == 0
        || !(section.btf().type(data.int32(entry)) instanceof BtfVar last)
        || !(last.type().resolved() instanceof BtfArray array)) {
      return Optional.empty();
    }
    long room = size - data.unsigned(entry + 4);
    long element = array.element().hasSize() ? array.element().size() : 0;
    if (element == 0 || room < 0 || room % element != 0) {
      return Optional.empty();
    }
    int typesEnd = data.typesEnd();
    byte[] raw = data.withRoom(typesEnd, ARRAY_RECORD_SIZE);
    ByteBuffer grown = ByteBuffer.wrap(raw).order(data.order());
    grown.putInt(data.record(section.id()) + 8, size);
    grown.putInt(entry + 8, (int) room);
    grown.putInt(data.record(last.id()) + 8, data.count());
    grown.putInt(typesEnd + 4, BtfKind.ARRAY << 24);
    grown.putInt(typesEnd + 12, array.element().id());
    grown.putInt(typesEnd + 16, data.int32(data.body(array.id()) + 4));
    grown.putInt(typesEnd + 20, (int) (room / element));
    return Optional.of(raw);
  }
}
