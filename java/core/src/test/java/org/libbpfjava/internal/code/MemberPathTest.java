package org.libbpfjava.internal.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.variable.TypePath;
import org.libbpfjava.internal.variable.VariableInfo;
import org.libbpfjava.internal.variable.VariableTable;
import org.libbpfjava.testing.BpfObjects;

/** A byte's path leads back to it, and is what a C programmer would write. */
class MemberPathTest {

  private static VariableTable variables(String object) {
    ElfFile elf = ElfFile.parse(object, BpfObjects.bytes(object));
    return VariableTable.of(elf, Btf.parse(object, elf.findSection(".BTF").orElseThrow().bytes()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"names.bpf.o", "structs.bpf.o", "types.bpf.o", "tour.bpf.o"})
  void everyBytesPathLeadsBackToIt(String object) {
    int checked = 0;
    for (VariableInfo variable : variables(object).variables()) {
      if (!variable.isUsable() || variable.type().isEmpty()) {
        continue;
      }
      BtfType type = variable.type().get();
      for (int offset = 0; offset < variable.size(); offset++) {
        String path = MemberPath.of("v", type, offset);
        int plus = path.indexOf('+');
        int rest = plus < 0 ? 0 : Integer.parseInt(path.substring(plus + 1));
        String members = (plus < 0 ? path : path.substring(0, plus)).substring(1);
        String inside = members.startsWith(".") ? members.substring(1) : members;
        int found = TypePath.resolve("v", type, inside, variable.size()).offset();
        assertEquals(offset, found + rest, variable.name() + ": " + path);
        checked++;
      }
    }
    assertTrue(checked > 0, "no variable with a type in " + object);
  }

  @Test
  void membersElementsAndAnonymousStructsHaveTheirNames() {
    BtfType cfg = variables("names.bpf.o").get("cfg").type().orElseThrow();
    assertEquals("cfg", MemberPath.of("cfg", cfg, 0));
    assertEquals("cfg.version+1", MemberPath.of("cfg", cfg, 1));
    assertEquals("cfg.flags", MemberPath.of("cfg", cfg, 4));
    assertEquals("cfg.flags+3", MemberPath.of("cfg", cfg, 7));
    assertEquals("cfg.limits", MemberPath.of("cfg", cfg, 8));
    assertEquals("cfg.limits[0].max", MemberPath.of("cfg", cfg, 16));
    assertEquals("cfg.limits[3]", MemberPath.of("cfg", cfg, 56));
    assertEquals("cfg.limits[3].max", MemberPath.of("cfg", cfg, 64));
    assertEquals("cfg.name[11]", MemberPath.of("cfg", cfg, 83));
    assertEquals("cfg+84", MemberPath.of("cfg", cfg, 84), "padding");
    assertEquals("cfg+4096", MemberPath.of("cfg", cfg, 4096), "outside");
    assertEquals("bytes", MemberPath.of("bytes", null, 0), "no type");
    assertEquals("bytes+7", MemberPath.of("bytes", null, 7));
  }
}
