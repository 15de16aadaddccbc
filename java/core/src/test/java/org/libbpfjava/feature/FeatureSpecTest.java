package org.libbpfjava.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.KernelConfig;

class FeatureSpecTest {
  private static final FeatureSpec MMAP = FeatureSpec.titled("mmap of array maps").since(5, 5);
  private static final FeatureSpec FENTRY =
      FeatureSpec.titled("attaching fentry").since(5, 5).sinceOn("aarch64", 6, 4);

  private final Path root;

  FeatureSpecTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void anOldKernelIsToldWhatItNeeds() {
    BpfException refused =
        MMAP.refusal(
            Feature.MMAPABLE_ARRAYS,
            Message.whole("map section '.data'", Errno.EINVAL),
            kernel("4.19"));

    BpfNotSupportedException absent = assertInstanceOf(BpfNotSupportedException.class, refused);
    assertEquals(
        "map section '.data': mmap of array maps needs Linux 5.5, this is 4.19",
        absent.getMessage());
    assertEquals(Feature.MMAPABLE_ARRAYS, absent.feature());
    assertEquals(KernelVersion.of(5, 5), absent.since());
    assertEquals(Errno.EINVAL, absent.errno());
  }

  @Test
  void anArchitectureThatCameLaterHasItsOwnFirstKernel() {
    RunningKernel arm =
        new RunningKernel(KernelVersion.parse("6.1.192"), "aarch64", KernelConfig.unknown(), "");

    BpfException refused =
        FENTRY.refusal(Feature.FENTRY, Message.whole("program 'f'", Errno.ENOTSUPP), arm);

    assertEquals(
        "program 'f': attaching fentry needs Linux 6.4 on aarch64, this is 6.1.192",
        refused.getMessage());
    assertEquals("ENOTSUPP", refused.errnoName());
    assertFalse(FENTRY.isExpected(arm));
    assertTrue(FENTRY.isExpected(kernel("6.1.192")));
    assertEquals("6.4", FENTRY.since("aarch64").toString());
    assertEquals("5.5", FENTRY.since("x86_64").toString());
  }

  @Test
  void aKernelBuiltWithoutItIsToldTheOption() throws IOException {
    FeatureSpec multi =
        FeatureSpec.titled("kprobe.multi").since(5, 18).needsConfig("CONFIG_FPROBE");
    RunningKernel without = kernel("6.1.192", "CONFIG_BPF=y\n", "");
    RunningKernel with = kernel("6.1.192", "CONFIG_FPROBE=y\n", "");

    assertFalse(multi.isExpected(without));
    assertEquals(
        "kprobe.multi needs Linux 5.18 with CONFIG_FPROBE, this is 6.1.192 without",
        multi.absence(without, Errno.EOPNOTSUPP));
    assertTrue(multi.isExpected(with));
    assertEquals(
        "kprobe.multi needs Linux 5.18, this is 5.10.262",
        multi.absence(kernel("5.10.262", "CONFIG_BPF=y\n", ""), Errno.EINVAL));
  }

  @Test
  void lsmNeedsToBeActive() throws IOException {
    FeatureSpec lsm = FeatureSpec.titled("attaching lsm").since(5, 7).needsBpfLsm();

    assertEquals(
        "attaching lsm needs Linux 5.7 with bpf among lsm=, this is 6.1 without",
        lsm.absence(kernel("6.1", "", "lockdown,yama"), -1));
    assertTrue(lsm.isExpected(kernel("6.1", "", "lockdown,bpf")));
  }

  @Test
  void aRefusalByAKernelThatShouldHaveItSaysSo() {
    assertEquals(
        "mmap of array maps needs Linux 5.5, this is 6.1, which refused: EINVAL (-22)",
        MMAP.absence(kernel("6.1"), Errno.EINVAL));
  }

  @Test
  void aKernelThatHasItAndForbidsItLacksPermission() {
    BpfException refused =
        MMAP.refusal(
            Feature.MMAPABLE_ARRAYS,
            Message.whole("map section '.data'", Errno.EPERM),
            kernel("6.1"));

    assertInstanceOf(BpfPermissionException.class, refused);
    assertEquals(
        "map section '.data': mmap of array maps needs Linux 5.5, this is 6.1, which refused: EPERM"
            + " (-1)",
        refused.getMessage());
  }

  @Test
  void theVersionDecidesOnlyWhereThereIsNoProbe() {
    assertEquals(-1, MMAP.ask(kernel("4.19")));
    assertEquals(0, MMAP.ask(kernel("5.5")));
    assertEquals(0, MMAP.probedBy(() -> 0).ask(kernel("4.18")), "taken back by a distribution");
    assertEquals(Errno.EINVAL, MMAP.probedBy(() -> Errno.EINVAL).ask(kernel("6.1")));
  }

  @Test
  void anAbsenceThatOnlyTheVersionShowsHasNoErrno() {
    assertEquals(
        0,
        MMAP.refusal(
                Feature.MMAPABLE_ARRAYS, Message.whole("map section '.data'", -1), kernel("4.19"))
            .errno());
  }

  private static RunningKernel kernel(String version) {
    return new RunningKernel(KernelVersion.parse(version), "x86_64", KernelConfig.unknown(), "");
  }

  private RunningKernel kernel(String version, String config, String modules) throws IOException {
    Files.createDirectories(root.resolve("boot"));
    Files.writeString(root.resolve("boot/config-" + version), config);
    return new RunningKernel(
        KernelVersion.parse(version), "x86_64", KernelConfig.read(root, version), modules);
  }
}
