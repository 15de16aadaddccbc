package org.libbpfjava.btf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters and return type of functions. */
public final class BtfFuncProto extends BtfNode implements BtfType {
  BtfFuncProto(Btf btf, int id) {
    super(btf, id);
  }

  private @Nullable List<BtfParameter> parameters; // read on demand, like members

  /** {@return the return type, which may be void} */
  public BtfType returnType() {
    return referred();
  }

  /** {@return the parameters; a last one of type void stands for {@code ...}} */
  public List<BtfParameter> parameters() {
    List<BtfParameter> known = parameters;
    if (known == null) {
      List<BtfParameter> read = new ArrayList<>(vlen());
      for (int i = 0; i < vlen(); i++) {
        int at = body() + 8 * i;
        read.add(new BtfParameter(data.name(at), btf.type(data.int32(at + 4))));
      }
      known = Collections.unmodifiableList(read);
      parameters = known;
    }
    return known;
  }

  @Override
  BtfType self() {
    return this;
  }
}
