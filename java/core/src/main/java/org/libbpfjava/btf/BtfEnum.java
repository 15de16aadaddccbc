package org.libbpfjava.btf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An enum of 1 to 8 bytes, or of 0 bytes if it is declared and not defined. It covers ENUM and
 * ENUM64 of BTF.
 */
public final class BtfEnum extends BtfNode implements BtfType {
  private @Nullable List<BtfEnumerator> enumerators; // read on demand; a race reads twice

  BtfEnum(Btf btf, int id) {
    super(btf, id);
  }

  /** {@return whether it has negative values} */
  public boolean isSigned() {
    return data.kindFlag(id());
  }

  /**
   * Whether BTF has kept only the lower 32 bits of each constant. clang before 15 wrote enums of 8
   * bytes so. The names are right, and the values are not.
   *
   * @return whether {@link BtfEnumerator#value} cannot be trusted
   */
  public boolean isTruncated() {
    return data.kind(id()) == BtfKind.ENUM && data.typeOrSize(id()) > Integer.BYTES;
  }

  /** {@return the constants in the order of their declaration} */
  public List<BtfEnumerator> enumerators() {
    List<BtfEnumerator> known = enumerators;
    if (known == null) {
      known = read();
      enumerators = known;
    }
    return known;
  }

  private List<BtfEnumerator> read() {
    boolean wide = data.kind(id()) == BtfKind.ENUM64;
    List<BtfEnumerator> read = new ArrayList<>(vlen());
    for (int i = 0; i < vlen(); i++) {
      int at = body() + (wide ? 12 : 8) * i;
      long low = data.unsigned(at + 4);
      long value = wide ? low | data.unsigned(at + 8) << 32 : isSigned() ? (int) low : low;
      read.add(new BtfEnumerator(data.name(at), value));
    }
    return Collections.unmodifiableList(read);
  }

  /**
   * {@return the constant of that name, empty if there is none}
   *
   * @param name its C name
   */
  public Optional<BtfEnumerator> find(String name) {
    Objects.requireNonNull(name, "name");
    return enumerators().stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /**
   * {@return the first constant of that value, empty if there is none}
   *
   * @param value the value; for an unsigned enum of 8 bytes, its bits
   */
  public Optional<BtfEnumerator> find(long value) {
    return enumerators().stream().filter(e -> e.value() == value).findFirst();
  }

  @Override
  public String toString() {
    return name().isEmpty() ? toC("") : "enum " + name();
  }

  @Override
  BtfType self() {
    return this;
  }
}
