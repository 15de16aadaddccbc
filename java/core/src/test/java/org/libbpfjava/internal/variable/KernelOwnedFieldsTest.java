package org.libbpfjava.internal.variable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.RawBtf;

/** What the kernel keeps for itself is found however deep it lies, and nothing else is. */
class KernelOwnedFieldsTest {
  private static final String SOURCE =
      """
      #define AT(name) __attribute__((section(name), used))
      #define TAG(tag) __attribute__((btf_type_tag(tag)))
      struct bpf_timer { long opaque[2]; };
      struct bpf_list_head { long opaque[2]; };
      struct bpf_spin_lock { unsigned val; };
      struct task;
      struct node { struct node *next; struct bpf_list_head *list; int value; };
      struct deep { int id; struct { struct bpf_list_head heads[2]; } inner[3]; };
      AT(".bss.lock") struct bpf_spin_lock lock;
      AT(".bss.timers") struct bpf_timer timers[4];
      AT(".bss.deep") int before;
      AT(".bss.deep") struct deep deep;
      AT(".bss.kptr") struct task TAG("kptr") *task;
      AT(".bss.user") struct task TAG("user") *theirs;
      AT(".bss.plain") struct node nodes[2];
      """;

  @ParameterizedTest
  @CsvSource({
    ".bss.lock, struct bpf_spin_lock",
    ".bss.timers, struct bpf_timer",
    ".bss.deep, struct bpf_list_head",
    ".bss.kptr, a pointer tagged kptr",
    ".bss.user, ''",
    ".bss.plain, ''",
    ".bss.missing, ''",
  })
  void aSection(String section, String field) {
    Btf btf = Btf.parse("object", RawBtf.of(Clang.object(SOURCE)));
    assertEquals(field, KernelOwnedFields.in(Optional.of(btf), section).orElse(""));
  }
}
