package org.libbpfjava.insn;

import java.util.ArrayList;
import java.util.List;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.testing.Clang;

/** An object of {@code src/test/bpf/insn}, compiled for one cpu version. */
record TestObject(String name, String cpu) {
  private static final long SHF_EXECINSTR = 4;

  /** All of them, for the cpu versions of {@code cpus}. */
  static List<TestObject> all(String... cpus) {
    List<TestObject> objects = new ArrayList<>();
    for (String cpu : cpus) {
      for (String name : List.of("arithmetic", "memory", "control")) {
        objects.add(new TestObject(name, cpu));
      }
      if (cpu.equals("v4")) {
        objects.add(new TestObject("newest", cpu));
      }
    }
    return objects;
  }

  byte[] bytes() {
    String compiler = cpu.equals("v4") ? "clang-19" : "clang-16";
    return Clang.testObjectBy(compiler, "insn/" + name, "-mcpu=" + cpu);
  }

  /** The sections that hold code. */
  List<ElfSection> code() {
    return ElfFile.parse(name, bytes()).sections().stream()
        .filter(section -> (section.flags() & SHF_EXECINSTR) != 0 && section.size() > 0)
        .toList();
  }

  @Override
  public String toString() {
    return name + "-" + cpu;
  }
}
