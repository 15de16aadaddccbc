package org.libbpfjava.btf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one section, such as {@code .data} or {@code .rodata.cfg}. It has the section's
 * ELF name.
 */
public final class BtfDatasec extends BtfNode implements BtfType {
  BtfDatasec(Btf btf, int id) {
    super(btf, id);
  }

  private @Nullable List<BtfDatasecVariable> variables; // read on demand, like members

  /**
   * {@return the variables in the order of the BTF}
   *
   * <p>In a file from clang all offsets are 0, and so are the sizes of externs. libbpf fills them
   * in when it opens the object. Nothing says that they lie within the section.
   */
  public List<BtfDatasecVariable> variables() {
    List<BtfDatasecVariable> known = variables;
    if (known == null) {
      List<BtfDatasecVariable> read = new ArrayList<>(vlen());
      for (int i = 0; i < vlen(); i++) {
        int at = body() + 12 * i;
        if (btf.type(data.int32(at)) instanceof BtfVar variable) {
          read.add(new BtfDatasecVariable(variable, data.unsigned(at + 4), data.unsigned(at + 8)));
        }
      }
      known = Collections.unmodifiableList(read);
      variables = known;
    }
    return known;
  }

  /** {@return the extern functions of the section; only {@code .ksyms} has some} */
  public List<BtfFunc> functions() {
    List<BtfFunc> found = new ArrayList<>();
    for (int i = 0; i < vlen(); i++) {
      if (btf.type(data.int32(body() + 12 * i)) instanceof BtfFunc function) {
        found.add(function);
      }
    }
    return Collections.unmodifiableList(found);
  }

  @Override
  public String toC(String declarator) {
    Objects.requireNonNull(declarator, "declarator");
    throw new IllegalStateException("data section " + name() + " is no C type");
  }

  @Override
  public String toString() {
    return "data section " + name();
  }

  @Override
  BtfType self() {
    return this;
  }
}
