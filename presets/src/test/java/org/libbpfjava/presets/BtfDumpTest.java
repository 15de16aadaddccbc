package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.BTF_INT_SIGNED;
import static org.libbpfjava.raw.global.libbpf.btf__add_field;
import static org.libbpfjava.raw.global.libbpf.btf__add_int;
import static org.libbpfjava.raw.global.libbpf.btf__add_struct;
import static org.libbpfjava.raw.global.libbpf.btf__free;
import static org.libbpfjava.raw.global.libbpf.btf__new_empty;
import static org.libbpfjava.raw.global.libbpf.btf_dump__dump_type;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_free;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_inner;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_new;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_size;
import static org.libbpfjava.raw.global.plain.lbj_btf_dump_take;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.libbpfjava.raw.btf;
import org.libbpfjava.raw.btf_dump;

/** btf_dump works although its callback's va_list cannot cross to Java. */
class BtfDumpTest {

  @BeforeAll
  static void load() {
    NativeLibrary.load();
  }

  @Test
  void itPrintsNumbersAndNamesOfAStruct() {
    btf types = btf__new_empty();
    int number = btf__add_int(types, "long long", 8, BTF_INT_SIGNED);
    int point = btf__add_struct(types, "point", 16);
    assertEquals(0, btf__add_field(types, "x", number, 0, 0));
    assertEquals(0, btf__add_field(types, "y", number, 64, 0));
    long dump = lbj_btf_dump_new(types.address());
    assertTrue(dump > 0, "errno " + -dump);
    btf_dump inner = new btf_dump(new Address(lbj_btf_dump_inner(dump)));
    assertEquals(0, btf_dump__dump_type(inner, point));
    assertEquals(
        """
        struct point {
        	long long x;
        	long long y;
        };

        """,
        take(dump));
    assertEquals("", take(dump));
    lbj_btf_dump_free(dump);
    btf__free(types);
  }

  private static String take(long dump) {
    byte[] text = new byte[(int) lbj_btf_dump_size(dump)];
    assertEquals(text.length, lbj_btf_dump_take(dump, text, text.length));
    return new String(text, StandardCharsets.UTF_8);
  }

  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
