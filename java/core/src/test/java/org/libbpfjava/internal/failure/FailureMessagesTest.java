package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of libbpf's messages tells; the texts are libbpf 1.7's own, recorded. */
class FailureMessagesTest {

  /** A line that begins with {@code D } is at debug level, any other a warning. */
  private static FailureMessages recorded(String... lines) {
    List<LibbpfMessage> messages = new ArrayList<>();
    for (String line : lines) {
      boolean debug = line.startsWith("D ");
      messages.add(
          new LibbpfMessage(
              debug ? Level.DEBUG : Level.WARNING,
              "libbpf: " + (debug ? line.substring(2) : line)));
    }
    return FailureMessages.of(messages);
  }

  @Test
  void theMissingTargetTellsNotWhatFollowsFromIt() {
    FailureMessages messages =
        recorded(
            "D loaded kernel BTF from '/sys/kernel/btf/vmlinux'",
            "prog 'prog': failed to find kernel BTF type ID of 'vfs_reed': -ESRCH",
            "prog 'prog': failed to prepare load attributes: -ESRCH",
            "prog 'prog': failed to load: -ESRCH",
            "failed to load object 'probe'");
    assertEquals(
        "prog 'prog': failed to find kernel BTF type ID of 'vfs_reed': -ESRCH", messages.telling());
    assertEquals(Optional.of("prog"), messages.program());
    assertEquals(5, messages.texts().size());
    assertEquals("loaded kernel BTF from '/sys/kernel/btf/vmlinux'", messages.texts().get(0));
  }

  @Test
  void aProgramsRelocationIsTheProgramsFailureThoughTheLastMessageNamesNone() {
    FailureMessages messages =
        recorded(
            "prog 'prog': relo #0: target candidate search failed for [5] struct : -22",
            "prog 'prog': relo #0: failed to relocate: -EINVAL",
            "failed to perform CO-RE relocations: -EINVAL");
    assertEquals(
        "prog 'prog': relo #0: target candidate search failed for [5] struct : -22",
        messages.telling());
    assertEquals(Optional.of("prog"), messages.program());
  }

  @Test
  void pinningTellsMoreThanThatTheMapCouldNotBeCreated() {
    FailureMessages messages =
        recorded(
            "specified path /sys/fs/bpf/arr is not on BPF FS",
            "map 'arr': failed to auto-pin at '/sys/fs/bpf/arr': -EINVAL",
            "map 'arr': failed to create: -EINVAL");
    assertEquals("map 'arr': failed to auto-pin at '/sys/fs/bpf/arr': -EINVAL", messages.telling());
    assertEquals(Optional.empty(), messages.program());
  }

  @Test
  void whatLibbpfWentOnAfterIsNotTheReason() {
    FailureMessages messages =
        recorded(
            "Error in bpf_create_map_xattr(arr): -EINVAL. Retrying without BTF.",
            "map 'arr': failed to create: -EINVAL",
            "permission error while running as root; try raising 'ulimit -l'? current value: 8 MiB");
    assertEquals("map 'arr': failed to create: -EINVAL", messages.telling());
  }

  @Test
  void aRefusedProgramIsNamedByTheLastMessagesAndItsLogIsNoneOfThem() {
    FailureMessages messages =
        recorded(
            "prog 'bad': BPF program load failed: -EACCES",
            "prog 'bad': -- BEGIN PROG LOAD LOG --\nR0 !read_ok\n-- END PROG LOAD LOG --",
            "prog 'bad': failed to load: -EACCES",
            "failed to load object 'probe'");
    assertEquals(Optional.of("bad"), messages.program());
    assertEquals("R0 !read_ok\n", messages.verifierLog("bad"));
    assertEquals(3, messages.texts().size());
  }

  @Test
  void aMessageThatNobodyKnowsTellsBeforeHollowOnes() {
    FailureMessages messages =
        recorded("something new of libbpf 2.0", "prog 'p': failed to load: -EINVAL");
    assertEquals("something new of libbpf 2.0", messages.telling());
    assertEquals(Optional.of("p"), messages.program());
  }

  @Test
  void withoutAnyWarningNothingTells() {
    assertEquals("", recorded("D loading object 'x' from buffer").telling());
    assertEquals(Optional.empty(), recorded().program());
  }

  @Test
  void theKernelsLastWordAboutTheTypesIsFoundInItsLog() {
    FailureMessages messages =
        recorded(
            "BTF loading error: -EINVAL",
            "-- BEGIN BTF LOAD LOG ---\nmagic: 0xeb9f\n[1] INT int size=4\n[2] PTR (anon) Invalid"
                + " type_id\n\n-- END BTF LOAD LOG --",
            "Error loading .BTF into kernel: -EINVAL. BTF is mandatory, can't proceed.");
    assertEquals("[2] PTR (anon) Invalid type_id", messages.typesRefusal());
    assertEquals(
        "Error loading .BTF into kernel: -EINVAL. BTF is mandatory, can't proceed.",
        messages.telling());
  }
}
