package org.libbpfjava.internal.code;

import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;

/**
 * What C calls a byte inside a variable: {@code cfg.limits[3].max}. The way back from {@link
 * org.libbpfjava.internal.variable.TypePath}.
 */
final class MemberPath {
  private final StringBuilder path;
  private BtfType type;
  private long rest;

  private MemberPath(String variable, BtfType type, long offset) {
    this.path = new StringBuilder(variable);
    this.type = type.resolved();
    this.rest = offset;
  }

  /**
   * The outermost thing that begins at a byte of a variable, or the innermost around it with the
   * bytes that are left: {@code cfg.name[3]}, {@code cfg.flags+1}.
   *
   * @param variable the variable's name
   * @param type its type, null where it is not known
   * @param offset bytes from its start
   */
  static String of(String variable, @Nullable BtfType type, long offset) {
    if (type == null) {
      return variable + (offset == 0 ? "" : "+" + offset);
    }
    MemberPath path = new MemberPath(variable, type, offset);
    path.descend();
    return path.rest == 0 ? path.path.toString() : path.path + "+" + path.rest;
  }

  private void descend() {
    boolean goOn = true;
    while (goOn && rest > 0) {
      if (type instanceof BtfArray array) {
        goOn = enter(array);
      } else if (type instanceof BtfStruct struct) {
        goOn = enter(struct);
      } else {
        goOn = false;
      }
    }
  }

  private boolean enter(BtfArray array) {
    long size = array.element().hasSize() ? array.element().size() : 0;
    if (size == 0 || (array.length() > 0 && rest / size >= array.length())) {
      return false;
    }
    path.append('[').append(rest / size).append(']');
    rest %= size;
    type = array.element().resolved();
    return true;
  }

  /** Enters a member; those of anonymous members count as the struct's own, as in C. */
  private boolean enter(BtfStruct struct) {
    for (BtfMember member : struct.members()) {
      long start = member.bitOffset() / 8;
      BtfType inner = member.type().resolved();
      boolean holds = inner.hasSize() && start <= rest && rest - start < inner.size();
      if (!holds || member.bitfieldSize() != 0) {
        continue;
      }
      if (!member.name().isEmpty()) {
        path.append('.').append(member.name());
        rest -= start;
        type = inner;
        return true;
      }
      rest -= start;
      if (inner instanceof BtfStruct anonymous && enter(anonymous)) {
        return true;
      }
      rest += start;
    }
    return false;
  }
}
