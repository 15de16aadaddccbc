package org.libbpfjava.internal.ctext;

import static org.libbpfjava.raw.global.plain.lbj_btf_dump_free;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_new;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_size;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_take;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_types;
import static org.libbpfjava.raw.global.plain.lbj_btf_free;
import static org.libbpfjava.raw.global.plain.lbj_btf_new;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.Printable;
import org.libbpfjava.internal.probe.Presets;

/**
 * The C text of BTF, by libbpf's btf_dump. It holds copies of the bytes and what libbpf notes of
 * each type, until it is closed. For one thread.
 */
public final class CTypes implements AutoCloseable {
  /** Types whose text is copied out at once. */
  private static final int PIECE = 1024;

  private final String source;
  private final long[] types; // struct btf *, the base first; 0 for none yet
  private long dump; // struct lbj_btf_dump *

  /**
   * Hands the types to libbpf.
   *
   * @param source what messages call them
   * @param chain the bytes: BTF that stands alone, then what goes on after it
   */
  public CTypes(String source, List<byte[]> chain) {
    Presets.load();
    this.source = source;
    this.types = new long[chain.size()];
    try {
      long last = 0;
      for (int i = 0; i < types.length; i++) {
        byte[] raw = chain.get(i);
        // Safe: libbpf copies the bytes, and close() frees the base last.
        last = check(lbj_btf_new(raw, raw.length, last));
        types[i] = last;
      }
      dump = check(lbj_btf_dump_new(last));
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Writes types.
   *
   * @param count how many ids there are, 0 included
   * @param out gets the text
   */
  public void write(int count, Appendable out) throws IOException {
    for (int first = 1; first < count; first += PIECE) {
      // Safe: libbpf refuses an id that it does not know.
      check(lbj_btf_dump_types(dump, first, Math.min(count, first + PIECE)));
      byte[] text = new byte[Math.toIntExact(check(lbj_btf_dump_size(dump)))];
      lbj_btf_dump_take(dump, text, text.length);
      out.append(Printable.text(new String(text, StandardCharsets.UTF_8)));
    }
  }

  private long check(long result) {
    if (result < 0) {
      throw new BpfException(
          Message.of(
                  "write the types of '" + source + "' as C: the bundled libbpf cannot read them")
              .withErrno((int) -result));
    }
    return result;
  }

  @Override
  public void close() {
    if (dump != 0) {
      lbj_btf_dump_free(dump);
      dump = 0;
    }
    for (int i = types.length - 1; i >= 0; i--) {
      if (types[i] != 0) {
        lbj_btf_free(types[i]);
        types[i] = 0;
      }
    }
  }
}
