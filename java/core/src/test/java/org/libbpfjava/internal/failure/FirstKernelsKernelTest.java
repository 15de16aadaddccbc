package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.libbpfjava.ProgramType;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.internal.probe.Probes;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.MapType;

/** The table of first kernels against the enums of the library, and those of the running kernel. */
@KernelTest
class FirstKernelsKernelTest {
  private static final KernelVersion RUNNING = KernelVersion.running();

  private static <T> void assertRises(List<T> all, Function<T, Optional<KernelVersion>> since) {
    KernelVersion last = KernelVersion.of(0, 0);
    for (T one : all) {
      KernelVersion first = since.apply(one).orElseThrow(() -> new AssertionError(one + " lacks"));
      assertTrue(first.isAtLeast(last), () -> one + " came before the one with the number below");
      last = first;
    }
  }

  @Test
  void eachTypeAndHelperOfTheLibraryHasItsKernelInTheOrderOfTheNumbers() {
    assertRises(
        Arrays.stream(ProgramType.values()).filter(t -> t != ProgramType.UNKNOWN).toList(),
        type -> FirstKernels.ofProgramType(type.libbpfName()));
    assertRises(
        Arrays.stream(MapType.values()).filter(t -> t != MapType.UNKNOWN).toList(),
        type -> FirstKernels.ofMapType(type.libbpfName()));
    assertRises(
        Arrays.stream(AttachType.values()).filter(t -> t != AttachType.UNKNOWN).toList(),
        type -> FirstKernels.ofAttachType(type.libbpfName()));
    assertRises(
        Arrays.stream(Helper.values()).toList(), helper -> FirstKernels.ofHelper(helper.id()));
  }

  @Test
  void whatNoKernelHasIsEmpty() {
    assertEquals(Optional.empty(), FirstKernels.ofProgramType("unknown"));
    assertEquals(Optional.empty(), FirstKernels.ofMapType(""));
    assertEquals(Optional.empty(), FirstKernels.ofAttachType("xdp_"));
    assertEquals(Optional.empty(), FirstKernels.ofHelper(0));
    assertEquals(Optional.empty(), FirstKernels.ofHelper(Helper.values().length + 1));
  }

  /** Each kernel that runs this proves the rows up to its own, and that the others are newer. */
  @Test
  void theRunningKernelHasWhatTheTableSays() {
    List<String> wrong = new ArrayList<>();
    check(
        wrong,
        "bpf_prog_type",
        Arrays.stream(ProgramType.values())
            .filter(type -> type != ProgramType.UNKNOWN)
            .map(type -> new Row("BPF_PROG_TYPE_" + type.name(), type.libbpfName())),
        FirstKernels::ofProgramType);
    check(
        wrong,
        "bpf_map_type",
        Arrays.stream(MapType.values())
            .filter(type -> type != MapType.UNKNOWN)
            .map(type -> new Row("BPF_MAP_TYPE_" + type.name(), type.libbpfName())),
        FirstKernels::ofMapType);
    check(
        wrong,
        "bpf_attach_type",
        Arrays.stream(AttachType.values())
            .filter(type -> type != AttachType.UNKNOWN)
            .map(type -> new Row("BPF_" + type.name(), type.libbpfName())),
        FirstKernels::ofAttachType);
    check(
        wrong,
        "bpf_func_id",
        Arrays.stream(Helper.values())
            .map(
                helper ->
                    new Row(
                        "BPF_FUNC_" + helper.name().toLowerCase(Locale.ROOT),
                        String.valueOf(helper.id()))),
        id -> FirstKernels.ofHelper(Integer.parseInt(id)));
    assertEquals(List.of(), wrong);
  }

  private record Row(String constant, String key) {}

  private static void check(
      List<String> wrong,
      String name,
      Stream<Row> rows,
      Function<String, Optional<KernelVersion>> since) {
    List<String> constants =
        Probes.enumerators(name)
            .orElseThrow(() -> KernelTier.skip("the kernel's BTF has no enum " + name));
    rows.forEach(
        row -> {
          KernelVersion first = since.apply(row.key()).orElseThrow();
          boolean isThere = constants.contains(row.constant());
          // An old name of a type may be an alias now, of which BTF keeps both.
          if (RUNNING.isAtLeast(first) != isThere && (isThere ? KernelTier.isRequired() : true)) {
            wrong.add(
                row.constant()
                    + (isThere ? " is" : " is not")
                    + " in "
                    + RUNNING
                    + ", and since "
                    + first
                    + " by the table");
          }
        });
  }

  @Test
  void anEnumThatTheKernelLacksIsEmpty() {
    assertEquals(Optional.empty(), Probes.enumerators("no_such_enum_of_bpf"));
  }
}
