package org.libbpfjava.internal.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.testing.OwnThread;

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
        ffffffff81000058 t cold_one.cold
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

  /** A pipe that is filled once: a second reader would wait for ever. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theListIsReadOnceForManyNames() throws Exception {
    Path list = root.resolve("proc/kallsyms");
    byte[] symbols = Files.readAllBytes(list);
    Files.delete(list);
    assertEquals(0, new ProcessBuilder("mkfifo", list.toString()).start().waitFor());
    CompletableFuture<Void> written =
        OwnThread.run(
            () -> {
              try {
                Files.write(list, symbols);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    List<String> names = new ArrayList<>(Collections.nCopies(100, "do_rmdir"));
    names.add("do_unlinka");
    assertEquals(
        "The kernel has no function 'do_unlinka' that can be probed; near names: do_unlinkat.",
        ProbeTargets.of(root).whyMissing(names));
    written.get();
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

  private String whyNoTarget(String function, boolean hasType) {
    return ProbeTargets.of(root).whyNoTarget(function, hasType);
  }

  @Test
  void aTargetWithoutATypeIsLeftToKprobes() throws IOException {
    String start =
        "The function is there, but not in the kernel's BTF, by which such programs find it";
    assertEquals(start + ": SEC(\"kprobe/do_rmdir\") does.", whyNoTarget("do_rmdir", false));
    write("sys/kernel/debug/kprobes/blacklist", "0x0-0x10\tdo_rmdir\n");
    assertEquals(start + ".", whyNoTarget("do_rmdir", false));
  }

  @Test
  void aTargetThatTheCompilerHasChangedIsGivenByItsOtherName() {
    for (boolean hasType : new boolean[] {false, true}) {
      assertEquals(
          "The compiler has changed the function and called it 'vfs_unlink.isra.0', by which such"
              + " programs do not find it: SEC(\"kprobe/vfs_unlink.isra.0\") does.",
          whyNoTarget("vfs_unlink", hasType));
    }
  }

  @Test
  void aTargetWithoutCodeExistsOnlyInlined() throws IOException {
    assertEquals(
        "The kernel's BTF has its type, but there is no code of that name: the compiler has put it"
            + " into its callers.",
        whyNoTarget("cold_one", true));
    String unsure =
        "The compiler may have put it into its callers, or the module that has it is not loaded.";
    assertEquals(unsure, whyNoTarget("cold_one", false));
    Files.delete(root.resolve("proc/kallsyms"));
    assertEquals(unsure, whyNoTarget("cold_one", true));
  }

  @Test
  void aTargetThatCannotBeTracedSaysSo() throws IOException {
    assertEquals("", whyNoTarget("quiet_helper", true));
    traceable();
    write("sys/kernel/debug/kprobes/blacklist", "0x0-0x10\tquiet_helper\n"); // which is no matter
    assertTrue(whyNoTarget("quiet_helper", true).contains("but not among those that can be"));
    assertEquals("", whyNoTarget("do_rmdir", true));
  }
}
