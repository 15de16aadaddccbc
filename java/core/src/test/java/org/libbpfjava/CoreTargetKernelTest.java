package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfBuilder;
import org.libbpfjava.btf.BtfBuilder.Encoding;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.OpenFiles;
import org.libbpfjava.verifier.BpfLoadException;

/** CO-RE accesses are fitted to the types that the user gives, not to those of this kernel. */
@KernelTest
@Timeout(60)
class CoreTargetKernelTest {
  private static final String SOURCE =
      """
      #define SEC(name) __attribute__((section(name), used))
      struct of_another_kernel { int first; int second; } __attribute__((preserve_access_index));
      volatile int offset;
      SEC("socket") int run(void *ctx) {
        offset = __builtin_preserve_field_info(((struct of_another_kernel *)0)->second, 0);
        return 0;
      }
      char _license[] SEC("license") = "GPL";
      """;

  @TempDir private Path folder;

  /** {@return types of a kernel where the second member lies at {@code offset}} */
  private static Btf kernel(int offset) {
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, Encoding.SIGNED);
    types
        .struct("of_another_kernel", offset + 4)
        .member("first", number, 0)
        .member("second", number, offset);
    return types.build("another kernel");
  }

  private static BpfSource object() {
    return BpfSource.of(Clang.object(SOURCE));
  }

  /** {@return what the program found, by its relocated instruction} */
  private static int offset(OpenOptions options) {
    try (BpfObject object = BpfObject.open(object(), options).load()) {
      object.program("run").testRun(TestRun.once().withData(new byte[64]));
      int offset = object.variable("offset").getInt();
      String code = object.program("run").disassembly().toString();
      assertTrue(code.contains("r1 = 0x" + Integer.toHexString(offset) + "\n"), code);
      return offset;
    }
  }

  @Test
  void theOffsetIsThatOfTheGivenTypes() throws Exception {
    assertEquals(40, offset(OpenOptions.defaults().withKernelBtf(kernel(40))));
    assertEquals(4000, offset(OpenOptions.defaults().withKernelBtf(kernel(4000))));
    Path file = Files.write(folder.resolve("kernel.btf"), kernel(48).toBytes());
    assertEquals(48, offset(OpenOptions.defaults().withKernelBtf(file)));
    assertEquals(40, offset(OpenOptions.defaults().withKernelBtf(file).withKernelBtf(kernel(40))));
    assertEquals(48, offset(OpenOptions.defaults().withKernelBtf(kernel(40)).withKernelBtf(file)));
  }

  @Test
  void withoutThemThisKernelHasNoSuchStruct() {
    OpenBpfObject open = BpfObject.open(object());
    assertThrows(BpfLoadException.class, open::load);
  }

  @Test
  void typesThatLibbpfCannotReadAreTheReason() {
    byte[] later = new BtfWords().intType().type("new", 25, 0, 0).layout(25, 0, 0).build();
    OpenBpfObject open =
        BpfObject.open(object(), OpenOptions.defaults().withKernelBtf(Btf.parse("later", later)));
    assertEquals(
        "load object 'object': EINVAL (-22): the bundled libbpf cannot read the types that"
            + " OpenOptions.withKernelBtf gave. Hint: Take types without kinds that are newer than"
            + " it",
        assertThrows(BpfException.class, open::load).getMessage());
  }

  @Test
  void allOtherOptionsKeepThem() throws Exception {
    Path file = folder.resolve("kernel.btf");
    OpenOptions options =
        OpenOptions.defaults()
            .withKernelBtf(file)
            .withName("other")
            .withKconfig("")
            .withPinRoot(folder)
            .withMapper(ValueMapper.of(String.class, Object.class, String::valueOf, text -> text));
    assertEquals(file, options.kernelBtfFile().orElseThrow());
    assertTrue(options.kernelBtf().isEmpty());
    Btf types = kernel(8);
    OpenOptions changed = options.withKernelBtf(types).withName("again");
    assertEquals(types, changed.kernelBtf().orElseThrow());
    assertTrue(changed.kernelBtfFile().isEmpty());
    assertEquals("other", options.name().orElseThrow());
  }

  @Test
  void nothingIsLeftOpen() throws Exception {
    offset(OpenOptions.defaults().withKernelBtf(kernel(40)));
    BpfSource source = object();
    OpenFiles before = OpenFiles.now();
    OpenOptions options = OpenOptions.defaults().withKernelBtf(kernel(40));
    BpfObject.open(source, options).close(); // never loaded
    offset(options);
    assertThrows(
        BpfException.class,
        () -> BpfObject.open(BpfSource.of(new byte[] {1, 2, 3}), options)); // never opened
    BpfObject.open(BpfSource.of(BpfObjects.bytes("globals.bpf.o")), options).load().close();
    before.assertNoMore();
  }

  @Test
  void theFileInMemoryGoesWithTheLoad() throws Exception {
    OpenOptions options = OpenOptions.defaults().withKernelBtf(kernel(40));
    long before = memoryFiles();
    try (BpfObject object = BpfObject.open(object(), options).load()) {
      assertEquals(before, memoryFiles(), object.toString());
    }
  }

  private static long memoryFiles() throws Exception {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(CoreTargetKernelTest::isMemoryFile).count();
    }
  }

  private static boolean isMemoryFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("memfd:btf");
    } catch (IOException e) {
      return false; // of the listing itself
    }
  }

  @Test
  void whatCannotBeSuchTypesIsRefused() throws Exception {
    Path none = folder.resolve("none.btf");
    OpenOptions missing = OpenOptions.defaults().withKernelBtf(none);
    assertEquals(
        "read BTF of '" + none + "': ENOENT (-2)",
        assertThrows(BpfException.class, () -> BpfObject.open(object(), missing)).getMessage());
    Path bad = Files.write(folder.resolve("bad.btf"), new byte[] {1, 2, 3});
    assertEquals(
        "bad.btf: BTF of 3 bytes has no room for its header (byte 0x0 of .BTF)",
        assertThrows(
                InvalidBpfObjectException.class,
                () -> BpfObject.open(object(), OpenOptions.defaults().withKernelBtf(bad)))
            .getMessage());
    Btf base = kernel(8);
    Btf split = BtfBuilder.over(base).build("split");
    assertEquals(
        "these types go on from a base, and CO-RE takes a kernel's types that stand alone: give the"
            + " base",
        assertThrows(
                IllegalArgumentException.class, () -> OpenOptions.defaults().withKernelBtf(split))
            .getMessage());
  }
}
