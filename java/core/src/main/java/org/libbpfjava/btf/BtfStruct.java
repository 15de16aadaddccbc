package org.libbpfjava.btf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A struct or union; in a union all members begin at its first byte. */
public final class BtfStruct extends BtfNode implements BtfType {
  BtfStruct(Btf btf, int id) {
    super(btf, id);
  }

  private @Nullable List<BtfMember> members; // read on demand; a race reads twice, to equal lists

  /** {@return whether it is a union} */
  public boolean isUnion() {
    return data.kind(id()) == BtfKind.UNION;
  }

  /** {@return the members in the order of their declaration; each lies within the struct} */
  public List<BtfMember> members() {
    List<BtfMember> known = members;
    if (known == null) {
      known = read();
      members = known;
    }
    return known;
  }

  private List<BtfMember> read() {
    List<BtfMember> read = new ArrayList<>(vlen());
    for (int i = 0; i < vlen(); i++) {
      int at = body() + 12 * i;
      MemberBits bits = MemberBits.read(data, id(), at);
      BtfType type = btf.type(data.int32(at + 4));
      read.add(new BtfMember(data.name(at), type, bits.offset(), bits.size()));
    }
    return Collections.unmodifiableList(read);
  }

  @Override
  public String toString() {
    return name().isEmpty() ? toC("") : (isUnion() ? "union " : "struct ") + name();
  }

  @Override
  BtfType self() {
    return this;
  }
}
