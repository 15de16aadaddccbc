package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.TestRun;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.RawBtf;

/** Types as C: the text that bpftool writes, which clang compiles. */
@KernelTest
@Timeout(180)
class VmlinuxHeaderKernelTest {
  private static final String KERNEL = "/sys/kernel/btf/vmlinux";

  @TempDir private Path folder;

  private static void needsKernelBtf() {
    if (!Files.isReadable(Path.of(KERNEL))) {
      throw KernelTier.skip("this kernel shows no BTF");
    }
  }

  private static String bpftool(String file) throws Exception {
    return Bpftool.run("btf", "dump", "file", file, "format", "c");
  }

  private String bpftool(byte[] raw) throws Exception {
    return bpftool(Files.write(folder.resolve("types.btf"), raw).toString());
  }

  private static void assertSameLines(String expected, String actual) {
    String[] theirs = expected.split("\n", -1);
    String[] ours = actual.split("\n", -1);
    for (int i = 0; i < Math.min(theirs.length, ours.length); i++) {
      assertEquals(theirs[i], ours[i], "line " + (i + 1));
    }
    assertEquals(expected.length(), actual.length());
  }

  @Test
  void theTypesOfAnObjectAreThoseThatBpftoolWrites() throws Exception {
    byte[] raw = RawBtf.of(BpfObjects.compiled("types"));
    assertSameLines(bpftool(raw), Btf.parse("types", raw).toC());
  }

  @Test
  void theKernelsTypesAreThoseThatBpftoolWrites() throws Exception {
    needsKernelBtf();
    assertSameLines(withoutModes(bpftool(KERNEL)), withoutModes(Btf.ofKernel().toC()));
  }

  /** An older bpftool has a libbpf that does not say how long an enum is if it is no int. */
  private static String withoutModes(String text) {
    return text.replaceAll(" __attribute__\\(\\(mode\\((byte|word)\\)\\)\\)", "");
  }

  @Test
  void clangCompilesTheKernelsTypesAndTheProgramRuns() throws Exception {
    needsKernelBtf();
    Btf kernel = Btf.ofKernel();
    try (Writer out = Files.newBufferedWriter(folder.resolve("vmlinux.h"))) {
      kernel.writeHeader(out);
    }
    byte[] object =
        Clang.object(
            """
            #include "vmlinux.h"
            #define SEC(name) __attribute__((section(name), used))
            volatile long offset;
            SEC("socket") int run(void *ctx) {
              offset = __builtin_preserve_field_info(((struct task_struct *)0)->comm, 0);
              return sizeof(struct task_struct) != 0;
            }
            char _license[] SEC("license") = "GPL";
            """,
            "-I" + folder);
    BtfStruct task = kernel.find("task_struct", BtfStruct.class).orElseThrow();
    int comm =
        task.members().stream()
            .filter(member -> member.name().equals("comm"))
            .findFirst()
            .orElseThrow()
            .offset();
    try (BpfObject loaded = BpfObject.load(BpfSource.of(object), open -> {})) {
      assertEquals(
          1, loaded.program("run").testRun(TestRun.once().withData(new byte[64])).returnValue());
      assertEquals(comm, loaded.variable("offset").getLong());
    }
  }

  @Test
  void splitTypesComeWithTheirBase() {
    Btf base = BtfBuilderTest.everyKind();
    BtfBuilder types = BtfBuilder.over(base);
    int task = base.find("task", BtfStruct.class).orElseThrow().id();
    types.struct("holder", 64).member("task", task, 0);
    String text = types.build("split").toC();
    assertTrue(text.contains("struct holder {\n\tstruct task task;\n};\n"), text);
    assertTrue(text.contains("struct task {\n\tint pid;\n\tchar comm[16];\n"), text);
    assertTrue(text.startsWith("#ifndef __VMLINUX_H__\n"), text);
    assertTrue(text.endsWith("#endif /* __VMLINUX_H__ */\n"), text);
  }

  /** libbpf would write until the memory is full. */
  @Test
  void endlessTextIsRefusedBeforeItBegins() {
    BtfWords words = new BtfWords().intType();
    for (int i = 1; i <= 100; i++) { // each twice in the next: 2^100 members
      words.type("", 5, 2, 4, 0, i, 0, 0, i, 0);
    }
    Btf btf = Btf.parse("made", words.build());
    assertTrue(
        String.valueOf(assertThrows(InvalidBpfObjectException.class, btf::toC).getMessage())
            .matches("made: BTF types up to \\d+ spell more than 20000000 types \\(byte .*"));
    BtfWords members = new BtfWords().intType();
    for (int i = 1; i <= 15; i++) {
      members.type("", 5, 2, 4, 0, i, 0, 0, i, 0);
    }
    int[] many = new int[3 * 1000];
    for (int i = 0; i < 1000; i++) {
      many[3 * i + 1] = 16; // 65,535 of each
    }
    members.type("named", 5, 1000, 4, many);
    assertThrows(InvalidBpfObjectException.class, Btf.parse("made", members.build())::toC);
  }

  @Test
  void typesThatLibbpfCannotReadAreNamed() {
    Btf later =
        Btf.parse("made", new BtfWords().intType().type("new", 25, 0, 0).layout(25, 0, 0).build());
    assertEquals(
        "write the types of 'made' as C: the bundled libbpf cannot read them: EINVAL (-22)",
        assertThrows(BpfException.class, later::toC).getMessage());
  }

  @Test
  void theWritersOwnExceptionArrives() {
    IOException full = new IOException("disk full");
    Appendable out =
        new Appendable() {
          @Override
          public Appendable append(CharSequence text) throws IOException {
            throw full;
          }

          @Override
          public Appendable append(CharSequence text, int start, int end) throws IOException {
            throw full;
          }

          @Override
          public Appendable append(char c) throws IOException {
            throw full;
          }
        };
    Btf btf = BtfBuilderTest.everyKind();
    assertEquals(full, assertThrows(IOException.class, () -> btf.writeHeader(out)));
  }
}
