package org.libbpfjava.internal.variable;

import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfFloat;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfModifier;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.BtfTypedef;

/** What C's qualifiers let a compiler do with a variable. */
public final class Qualifiers {
  private Qualifiers() {}

  /**
   * {@return whether clang puts the value into the code wherever it is used: a number that is const
   * and not volatile}
   *
   * @param declared the variable's type
   */
  public static boolean isFoldedScalar(BtfType declared) {
    boolean isConst = false;
    BtfType type = declared;
    while (true) {
      if (type instanceof BtfModifier modifier) {
        if (modifier.kind() == BtfModifier.Kind.VOLATILE) {
          return false;
        }
        isConst |= modifier.kind() == BtfModifier.Kind.CONST;
        type = modifier.target();
      } else if (type instanceof BtfTypedef alias) {
        type = alias.target();
      } else {
        return isConst
            && (type instanceof BtfInt || type instanceof BtfEnum || type instanceof BtfFloat);
      }
    }
  }
}
