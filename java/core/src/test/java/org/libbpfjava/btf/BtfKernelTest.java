package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_btf_load;
import static org.libbpfjava.raw.global.plain.lbj_close;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.raw.bpf_btf_load_opts;

/** The running kernel's types, and those of its modules. */
@KernelTest
@Timeout(300)
class BtfKernelTest {
  private static final Path FOLDER = Path.of("/sys/kernel/btf");

  @BeforeAll
  static void needsBtf() {
    if (!Files.isReadable(FOLDER.resolve("vmlinux"))) {
      throw KernelTier.skip("this kernel shows no BTF");
    }
  }

  @Test
  void aStructIsFoundWithItsMembers() {
    Btf kernel = Btf.ofKernel();
    BtfStruct task = kernel.find("task_struct", BtfStruct.class).orElseThrow();
    BtfMember comm =
        task.members().stream().filter(m -> m.name().equals("comm")).findFirst().orElseThrow();
    assertEquals(16, comm.type().size());
    assertEquals("char comm[16]", comm.type().toC("comm"));
    assertTrue(task.size() > comm.offset() + 16, task.size() + " bytes");
    assertTrue(kernel.base().isEmpty());
    assertTrue(kernel.find("no_such_struct_at_all", BtfStruct.class).isEmpty());
    assertEquals(
        0, kernel.findEnumerator("BPF_MAP_TYPE_UNSPEC").orElseThrow().value(), "of an enum");
  }

  /** Otherwise a name would cost tens of megabytes and a third of a second. */
  @Test
  void findingAStructAllocatesLittleMoreThanTheFile() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    assertTrue(Btf.ofKernel().find("task_struct", BtfStruct.class).isPresent()); // classes first
    long before = threads.getThreadAllocatedBytes(self);
    Btf kernel = Btf.ofKernel();
    BtfStruct task = kernel.find("task_struct", BtfStruct.class).orElseThrow();
    long allocated = threads.getThreadAllocatedBytes(self) - before;
    long file = Files.size(FOLDER.resolve("vmlinux"));
    assertTrue(task.size() > 0);
    assertTrue(allocated < file + 32L * kernel.typeCount(), allocated + " bytes for " + file);
  }

  @Test
  void allOfItIsReadByTheSameRulesAsAnObject() throws Exception {
    byte[] raw = Files.readAllBytes(FOLDER.resolve("vmlinux"));
    Btf checked = Btf.parse("vmlinux", raw);
    Btf kernel = Btf.ofKernel();
    assertTrue(Arrays.equals(raw, kernel.toBytes()));
    assertEquals(checked.typeCount(), kernel.typeCount());
    for (int id = 0; id < checked.typeCount(); id++) {
      BtfType expected = checked.type(id);
      BtfType type = kernel.type(id);
      assertEquals(expected.name(), type.name());
      assertEquals(expected.hasSize(), type.hasSize());
      assertEquals(expected.alignment(), type.alignment());
      if (expected.hasSize()) {
        assertEquals(expected.size(), type.size());
      }
      assertEquals(expected.toString(), type.toString());
    }
  }

  @Test
  void everyModulesTypesGoOnAfterTheKernels() throws Exception {
    File[] files = FOLDER.toFile().listFiles();
    List<String> modules =
        Arrays.stream(files == null ? new File[0] : files)
            .map(File::getName)
            .filter(name -> !name.equals("vmlinux"))
            .sorted()
            .toList();
    assumeFalse(modules.isEmpty(), "no module with BTF is loaded");
    Btf kernel = Btf.ofKernel();
    for (String name : modules) {
      Btf module = Btf.ofModule(name, kernel);
      assertEquals(kernel, module.base().orElseThrow());
      assertTrue(module.typeCount() > kernel.typeCount(), name);
      assertEquals(
          kernel.find("task_struct", BtfStruct.class), module.find("task_struct", BtfStruct.class));
      String text =
          new String(Files.readAllBytes(FOLDER.resolve(name)), StandardCharsets.ISO_8859_1);
      for (int id = kernel.typeCount(); id < module.typeCount(); id++) {
        BtfType type = module.type(id);
        assertEquals(id, type.id());
        assertTrue(type.toString().length() > 0);
        assertTrue(type.name().isEmpty() || type.alignment() > 0);
      }
      assertTrue(
          text.contains("\0")
              && Arrays.equals(module.toBytes(), text.getBytes(StandardCharsets.ISO_8859_1)));
      Btf parsed = Btf.parse(name, module.toBytes(), kernel); // which checks all at once
      assertEquals(module.typeCount(), parsed.typeCount());
    }
    String first = modules.get(0);
    assertEquals(Btf.ofModule(first).typeCount(), Btf.ofModule(first, kernel).typeCount());
  }

  @Test
  void theKernelTakesWhatJavaHasMade() {
    assumeTrue(
        KernelVersion.running().isAtLeast(KernelVersion.of(6, 0)),
        "Linux before 6.0 has no signed enums and none of 8 bytes");
    Btf made = BtfBuilderTest.everyKind();
    byte[] raw = made.toBytes();
    Presets.load();
    int fd = bpf_btf_load(new BytePointer(raw), raw.length, new bpf_btf_load_opts((Pointer) null));
    assertTrue(fd > 0, "errno " + -fd);
    lbj_close(fd);
  }

  @Test
  void aModuleThatIsNotThereIsNamed() {
    BpfException missing = assertThrows(BpfException.class, () -> Btf.ofModule("no_such_module"));
    assertEquals(
        "read '/sys/kernel/btf/no_such_module': the module is not loaded or is built in, or the"
            + " kernel was built without CONFIG_DEBUG_INFO_BTF_MODULES: ENOENT (-2)",
        missing.getMessage());
    assertEquals(2, missing.errno());
    for (String name : List.of("", "..", "../vmlinux", "a/b", "vmlinux", "a\0b")) {
      assertThrows(IllegalArgumentException.class, () -> Btf.ofModule(name), name);
    }
    assertEquals(
        "'../x' is no name of a module: letters, digits and _, such as nf_conntrack",
        assertThrows(IllegalArgumentException.class, () -> Btf.ofModule("../x")).getMessage());
  }
}
