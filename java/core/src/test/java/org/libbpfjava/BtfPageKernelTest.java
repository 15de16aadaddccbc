package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfBuilder;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfStructBuilder;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.kernel.LoadedBtf;

/** The code of docs/btf.md, in the order of the page. */
@KernelTest
@Timeout(120)
class BtfPageKernelTest {
  private final PrintStream standard = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @BeforeEach
  void capture() {
    if (!Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))) {
      throw KernelTier.skip("this kernel shows no BTF");
    }
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(standard);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void find() {
    // [find]
    Btf kernel = Btf.ofKernel();
    BtfStruct task = kernel.find("task_struct", BtfStruct.class).orElseThrow();
    for (BtfMember member : task.members()) {
      System.out.println(member.type().toC(member.name()) + " at byte " + member.offset());
    }
    // [/find]
    assertTrue(printed().contains("char comm[16] at byte "), printed());
  }

  @Test
  void modules() {
    Btf kernel = Btf.ofKernel();
    String[] files = new File("/sys/kernel/btf").list();
    for (String name : files == null ? new String[0] : files) {
      if (name.equals("vmlinux")) {
        continue;
      }
      // [module]
      Btf module = Btf.ofModule(name, kernel); // or ofModule("nf_conntrack") for one alone
      int own = module.typeCount() - kernel.typeCount();
      // [/module]
      assertTrue(own > 0, name);
    }
  }

  @Test
  void header() throws Exception {
    Path file = folder.resolve("vmlinux.h");
    // [header]
    try (Writer out = Files.newBufferedWriter(file)) {
      Btf.ofKernel().writeHeader(out);
    }
    // [/header]
    assertTrue(Files.size(file) > 100_000, Files.size(file) + " bytes");
  }

  @Test
  void build() throws Exception {
    // [build]
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    int letter = types.integer("char", 1, BtfBuilder.Encoding.SIGNED);
    BtfStructBuilder task = types.struct("task", 32);
    task.member("pid", number, 0)
        .member("comm", types.array(letter, 16), 4)
        .member("parent", types.pointer(task.id()), 24);
    Btf btf = types.build("tasks");
    System.out.print(btf.toC());
    Files.write(folder.resolve("tasks.btf"), btf.toBytes()); // bpftool and libbpf read it
    // [/build]
    assertTrue(
        printed()
            .contains(
                """
                struct task {
                	int pid;
                	char comm[16];
                	struct task *parent;
                };
                """),
        printed());
    assertEquals(btf.typeCount(), Btf.ofFile(folder.resolve("tasks.btf")).typeCount());
  }

  @Test
  void load() {
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    types.struct("task", 4).member("pid", number, 0);
    Btf btf = types.build("tasks");
    // [load]
    try (LoadedBtf loaded = LoadedBtf.load(btf)) { // BtfLoadException has the kernel's log
      System.out.println(loaded.id() + ": " + loaded.info().size() + " bytes");
      loaded.types().find("task", BtfStruct.class).ifPresent(System.out::println);
    }
    // [/load]
    assertTrue(printed().contains(": " + btf.toBytes().length + " bytes\nstruct task"), printed());
  }

  @Test
  void core() throws Exception {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            struct task_struct { int pid; } __attribute__((preserve_access_index));
            volatile int offset;
            SEC("socket") int run(void *ctx) {
              offset = __builtin_preserve_field_info(((struct task_struct *)0)->pid, 0);
              return 0;
            }
            char _license[] SEC("license") = "GPL";
            """);
    Path object = Files.write(folder.resolve("probe.bpf.o"), elf);
    BtfBuilder types = new BtfBuilder();
    int number = types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    types.struct("task_struct", 100).member("pid", number, 96);
    Path other = Files.write(folder.resolve("5.4.0.btf"), types.build("5.4").toBytes());
    // [core]
    OpenOptions options = OpenOptions.defaults().withKernelBtf(other); // or a Btf
    BpfObject loaded = BpfObject.open(object, options).load();
    // [/core]
    try (loaded) {
      loaded.program("run").testRun(TestRun.once().withData(new byte[64]));
      assertEquals(96, loaded.variable("offset").getInt());
    }
  }
}
