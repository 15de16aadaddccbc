package org.libbpfjava.internal.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of kernels whose lists are made up. */
class ProbeTargetsTest {
  @TempDir Path root;

  @BeforeEach
  void symbols() throws IOException {
    write(
        "proc/kallsyms",
        """
        ffffffff81000010 T do_unlinkat
        ffffffff81000020 t vfs_unlink.isra.0
        ffffffff81000030 t vfs_rename.llvm.123456
        ffffffff81000040 T do_rmdir
        ffffffff81000050 t quiet_helper
        ffffffff81000060 t nft_lookup\t[nf_tables]
        """);
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void traceable() throws IOException {
    write(
        "sys/kernel/tracing/available_filter_functions",
        "do_unlinkat\ndo_rmdir\nnft_lookup [nf_tables]\n");
  }

  private String why(String function) {
    return ProbeTargets.of(root).whyMissing(function);
  }

  @Test
  void nearNamesAreGiven() {
    assertEquals(
        "The kernel has no function 'do_unlinka' that can be probed; near names: do_unlinkat.",
        why("do_unlinka"));
  }

  @Test
  void aNameThatTheCompilerHasChangedIsGiven() {
    assertEquals(
        "The kernel has no function 'vfs_unlink': the compiler has changed it and called it"
            + " 'vfs_unlink.isra.0'.",
        why("vfs_unlink"));
    assertTrue(why("vfs_rename").endsWith("called it 'vfs_rename.llvm.123456'."));
  }

  @Test
  void aNameWithoutNeighboursMayHaveBeenInlined() {
    assertEquals(
        "The kernel has no function 'entirely_else' that can be probed: the compiler may have put"
            + " it into its callers, or the module that has it is not loaded.",
        why("entirely_else"));
  }

  @Test
  void whatKprobesMayNotTouchSaysSo() throws IOException {
    assertEquals("", why("quiet_helper"));
    write("sys/kernel/debug/kprobes/blacklist", "0x0-0x10\tquiet_helper\n");
    assertTrue(why("quiet_helper").startsWith("The function 'quiet_helper' is on the kernel's"));
  }

  @Test
  void whatCannotBeTracedSaysSo() throws IOException {
    traceable();
    assertTrue(why("quiet_helper").contains("but not among those that can be traced"));
    assertEquals("", why("do_rmdir"));
  }

  @Test
  void aPatternMatchesWhatCanBeTraced() throws IOException {
    assertEquals(
        Set.of("do_unlinkat", "do_rmdir"), ProbeTargets.of(root).matching("do_*"), "by symbols");
    assertEquals(Set.of("quiet_helper"), ProbeTargets.of(root).matching("quiet_h?lper"));
    traceable();
    assertEquals(Set.of("nft_lookup"), ProbeTargets.of(root).matching("nft_*"));
    assertFalse(ProbeTargets.glob("a.c").matcher("abc").matches());
    assertTrue(ProbeTargets.glob("a.*").matcher("a.isra.0").matches());
  }

  @Test
  void withoutListsNothingIsKnown() throws IOException {
    Files.delete(root.resolve("proc/kallsyms"));
    assertEquals(Set.of(), ProbeTargets.of(root).matching("*"));
    assertTrue(why("do_rmdir").contains("that can be probed"));
  }
}
