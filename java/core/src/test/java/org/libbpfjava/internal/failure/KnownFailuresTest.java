package org.libbpfjava.internal.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.libbpfjava.exception.Errno;

/** What is made of warnings of libbpf 1.7; the kernel tests meet most of them for real. */
class KnownFailuresTest {

  /** An object whose program {@code prog} lies in a section of choice. */
  private record Known(String programSection, String externSection) implements Surroundings {
    @Override
    public int errno() {
      return Errno.ESRCH;
    }

    @Override
    public String section(String program) {
      return program.equals("prog") ? programSection : "";
    }

    @Override
    public Optional<String> externSection(String name) {
      return Optional.of(externSection);
    }

    @Override
    public String nearTargets(KernelTargets kind, String wanted) {
      return "near " + wanted;
    }

    @Override
    public String whyNoTarget(String function, boolean hasType) {
      return "It is called '" + function + (hasType ? ".isra.0'." : "'.");
    }

    @Override
    public String nearSections(String wanted) {
      return "xdp";
    }
  }

  private static String explain(String warning, String section) {
    return KnownFailures.explain(warning, new Known(section, section)).text();
  }

  @Test
  void eachKindOfTargetIsCalledByItsName() {
    String warning = "prog 'prog': failed to find kernel BTF type ID of 'x': -ESRCH";
    assertTrue(
        explain(warning, "?fentry/x")
            .startsWith(
                "the kernel has no function 'x' for section '?fentry/x'. Hint: Near names:"
                    + " near x. It is called 'x'. Where only some kernels have it"));
    assertTrue(explain(warning, "tp_btf/x").startsWith("the kernel has no tracepoint 'x'"));
    assertTrue(explain(warning, "lsm.s/x").startsWith("the kernel has no LSM hook 'x'"));
    assertTrue(explain(warning, "iter/x").startsWith("the kernel has no iterator 'x'"));
  }

  @Test
  void aSectionThatNamesNoTargetIsShownWithOne() {
    assertEquals(
        "its section '?fentry' names no target. Hint: Write it behind the type:"
            + " SEC(\"fentry/TARGET\")",
        explain(
            "prog 'prog': no BTF-based attach target is specified, use"
                + " bpf_program__set_attach_target()",
            "?fentry"));
  }

  @Test
  void anExternOfTheConfigurationIsNoSymbolOfTheKernel() {
    String warning = "extern 'CONFIG_NO' (strong): not resolved";
    assertEquals(
        "the kernel's configuration says nothing of 'CONFIG_NO'. Hint: Give it by"
            + " OpenOptions.withKconfig(\"CONFIG_NO=…\"), or declare it __weak",
        explain(warning, ".kconfig"));
    assertTrue(
        explain(warning, ".ksyms")
            .startsWith("the kernel has no symbol 'CONFIG_NO' in /proc/kallsyms"));
  }

  @Test
  void aTypeWithoutANameIsNotSaidOfOneThatHasOne() {
    String unnamed = "prog 'prog': relo #0: target candidate search failed for [5] struct : -22";
    assertTrue(explain(unnamed, "").startsWith("a CO-RE access begins at a struct without a name"));
    String named = "prog 'prog': relo #0: target candidate search failed for [5] struct task: -12";
    assertEquals(named, explain(named, ""));
  }

  @Test
  void whatIsNotKnownIsHandedOnAsItIs() {
    assertFalse(KnownFailures.names("something new"));
    assertEquals("something new", explain("something new", ""));
  }
}
