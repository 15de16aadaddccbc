package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfFunc;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.OpenFiles;

/** Functions of the running kernel that fentry and its kin do not take: the refusal says why. */
@KernelTest
@Timeout(120)
class TraceNamesKernelTest {
  private static final Set<String> SYMBOLS = new HashSet<>();
  private static final Set<String> TYPED = new HashSet<>();

  @BeforeAll
  static void readTheKernelsLists() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/kallsyms"))) {
      if (line.charAt(17) == 't' || line.charAt(17) == 'T') {
        SYMBOLS.add(line.substring(19).replaceFirst("\t.*", ""));
      }
    }
    Btf.ofKernel().types().stream()
        .filter(BtfFunc.class::isInstance)
        .forEach(function -> TYPED.add(function.name()));
  }

  private static boolean isChanged(String function) {
    return SYMBOLS.contains(function + ".isra.0") || SYMBOLS.contains(function + ".constprop.0");
  }

  private static String any(Set<String> names, Predicate<String> wanted, String what) {
    Optional<String> found =
        names.stream()
            .filter(name -> name.matches("\\w+"))
            .filter(wanted)
            .min(Comparator.naturalOrder());
    assumeTrue(found.isPresent(), () -> "this kernel has no " + what);
    return found.orElseThrow();
  }

  private static String refusal(String section) throws IOException {
    byte[] elf =
        Clang.object(
            "#define SEC(name) __attribute__((section(name), used))\n"
                + "char _license[] SEC(\"license\") = \"GPL\";\n"
                + "SEC(\""
                + section
                + "\") int prog(void *ctx) { return 0; }\n");
    OpenFiles before = Places.openFiles();
    BpfException e =
        assertThrows(
            BpfException.class,
            () -> {
              try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf));
                  BpfObject object = open.load();
                  BpfLink link = object.program("prog").attach()) {
                throw new AssertionError(section + " gave " + link);
              }
            });
    before.assertNoMore();
    return Places.said(e);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fentry", "fexit", "fmod_ret"})
  void aFunctionWithoutATypeIsLeftToKprobes(String kind) throws IOException {
    String function =
        any(
            SYMBOLS,
            name -> name.length() > 12 && !TYPED.contains(name) && !isChanged(name),
            "function without a type");
    String said = refusal(kind + "/" + function);
    assertTrue(
        said.startsWith("load program 'prog' of object 'object': ESRCH (-3): ")
            && said.contains("The function is there, but not in the kernel's BTF"),
        said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fentry", "fexit", "fmod_ret"})
  void aFunctionThatTheCompilerHasChangedIsGivenByItsOtherName(String kind) throws IOException {
    String bare =
        any(bases(), name -> !TYPED.contains(name), "changed function that its BTF has not");
    assertChanged(refusal(kind + "/" + bare), "ESRCH (-3)", bare);
  }

  /** The kernel looks for the code of a function whose type it has. */
  @ParameterizedTest
  @RequiresFeature(Feature.FENTRY)
  @ValueSource(strings = {"fentry", "fexit", "fmod_ret"})
  void aTypedFunctionThatTheCompilerHasChangedIsGivenByItsOtherName(String kind)
      throws IOException {
    String typed = any(bases(), TYPED::contains, "changed function that its BTF has");
    assertChanged(refusal(kind + "/" + typed), "ENOENT (-2)", typed);
  }

  private static void assertChanged(String said, String errno, String function) {
    assertTrue(said.startsWith("load program 'prog' of object 'object': " + errno + ": "), said);
    assertTrue(
        said.contains("The compiler has changed the function and called it '" + function + "."),
        said);
  }

  /** The names of changed functions, as in the source; there is no function of that name. */
  private static Set<String> bases() {
    Set<String> names = new HashSet<>();
    for (String symbol : SYMBOLS) {
      int dot = symbol.indexOf('.');
      String base = dot < 0 ? symbol : symbol.substring(0, dot);
      if (!SYMBOLS.contains(base) && isChanged(base)) {
        names.add(base);
      }
    }
    return names;
  }

  @ParameterizedTest
  @RequiresFeature(Feature.FENTRY)
  @ValueSource(strings = {"fentry", "fexit"})
  void aFunctionThatCannotBeTracedIsNamed(String kind) throws IOException {
    Path list = Path.of("/sys/kernel/tracing/available_filter_functions");
    if (!Files.isReadable(list)) {
      throw KernelTier.skip("this kernel does not list what can be traced");
    }
    Set<String> traceable = new HashSet<>();
    for (String line : Files.readAllLines(list)) {
      traceable.add(line.replaceFirst(" .*", ""));
    }
    String function =
        any(
            TYPED,
            name -> SYMBOLS.contains(name) && !traceable.contains(name),
            "function that cannot be traced");
    String said = refusal(kind + "/" + function);
    assertTrue(said.startsWith("attach program 'prog': "), said);
    assertTrue(
        said.contains("The kernel has the function '" + function + "', but not among those that"),
        said);
  }

  @Test
  @RequiresFeature(Feature.FENTRY)
  void aFunctionWhoseReturnCannotBeChangedSaysWhichCan() throws IOException {
    String said = refusal("fmod_ret/vfs_unlink");
    assertTrue(
        said.contains("vfs_unlink() is not modifiable") && said.contains("fmod_ret takes system"),
        said);
  }
}
