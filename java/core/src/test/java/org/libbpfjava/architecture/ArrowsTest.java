package org.libbpfjava.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may import which of ours: what the table does not allow is an error. */
class ArrowsTest {
  /**
   * Package, why it stands there, what it may import. A package imports from lines above it alone,
   * so that there can be no cycle. {@code raw} stands for the raw binding and the loader of its
   * library. Everybody may import {@code internal.message}: the constructors of exceptions take it,
   * so that this library alone can call them.
   */
  private static final String TABLE =
      """
      internal.message  | the words of messages: a leaf              |
      exception         | everybody can throw                        |
      internal.elf      | reads files, which need nothing that lives | exception
      internal.probe    | asks the kernel by C itself                | raw
      internal.ctext    | libbpf writes types as C                   | raw exception internal.probe
      btf               | types are values                           | exception internal.ctext \
                                                                       internal.elf
      internal.layout   | Java classes say what they are in C        | btf
      insn              | instructions are values                    | exception
      feature           | a value that asks a probe                  | exception internal.probe
      memory            | handles, and how bytes are reached         | exception
      verifier          | what the verifier tells, as values         | exception
      internal.lifetime | knows nothing of what it frees             |
      internal.memory   | bytes, whoever has them                    | exception memory internal.elf \
                                                                       internal.lifetime
      internal.variable | types and symbols say where variables lie  | exception btf internal.elf
      internal.value    | Java values and C bytes                    | exception btf \
                                                                       internal.lifetime \
                                                                       internal.memory \
                                                                       internal.variable
      value             | what programs and Java share, typed        | exception btf feature memory \
                                                                       internal.lifetime \
                                                                       internal.memory \
                                                                       internal.value \
                                                                       internal.variable
      map               | contract, types and options of maps        | exception btf insn value \
                                                                       internal.layout
      attach            | contract and options of links              | exception map \
                                                                       internal.elf internal.probe
      internal.kconfig  | files tell the kernel's configuration      | exception btf internal.elf \
                                                                       internal.variable
      internal.code     | what code refers to                        | exception btf insn \
                                                                       internal.elf \
                                                                       internal.variable
      internal.ksym     | kernel symbols are found in code           | exception btf insn \
                                                                       internal.code internal.elf \
                                                                       internal.variable
      internal.verifier | makes the values of verifier               | btf insn verifier \
                                                                       internal.code
      internal.failure  | reasons come from numbers and words        | exception btf feature \
                                                                       verifier internal.code \
                                                                       internal.probe \
                                                                       internal.verifier
      internal.typed    | keys and values of maps as objects         | exception btf map memory value \
                                                                       internal.layout \
                                                                       internal.lifetime internal.memory \
                                                                       internal.value \
                                                                       internal.variable
      internal.libbpf   | the door to libbpf                         | raw exception btf insn \
                                                                       feature memory value map attach \
                                                                       verifier internal.code \
                                                                       internal.elf \
                                                                       internal.failure \
                                                                       internal.layout \
                                                                       internal.lifetime \
                                                                       internal.memory \
                                                                       internal.probe \
                                                                       internal.typed \
                                                                       internal.value \
                                                                       internal.variable \
                                                                       internal.verifier
      event             | reads pages that the door maps             | exception btf feature memory map \
                                                                       internal.failure \
                                                                       internal.libbpf \
                                                                       internal.lifetime \
                                                                       internal.memory \
                                                                       internal.value \
                                                                       internal.variable
      facade            | org.libbpfjava constructs everything       | exception btf insn feature \
                                                                       memory value map attach verifier \
                                                                       internal.code internal.elf \
                                                                       internal.failure \
                                                                       internal.kconfig \
                                                                       internal.ksym \
                                                                       internal.libbpf \
                                                                       internal.lifetime \
                                                                       internal.memory \
                                                                       internal.probe \
                                                                       internal.value \
                                                                       internal.variable \
                                                                       internal.verifier
      kernel            | what the kernel holds, beside the facade   | exception btf insn feature map \
                                                                       attach internal.failure \
                                                                       internal.libbpf \
                                                                       internal.lifetime \
                                                                       internal.probe facade
      """;

  private static final String ROOT = "org.libbpfjava";
  private static final String WORDS = "internal.message";

  /** What may name the facade: itself, and what stands beside it. */
  private static final Set<Path> ABOVE =
      Set.of(
          Path.of("src/main/java/org/libbpfjava"), Path.of("src/main/java/org/libbpfjava/kernel"));

  private static final Map<String, Set<String>> ALLOWED = allowed();

  private static Map<String, Set<String>> allowed() {
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    for (String line : TABLE.lines().toList()) {
      String[] columns = line.split("\\|", 3);
      allowed.put(
          columns[0].strip(),
          Stream.of(columns[2].strip().split("\\s+", -1))
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return allowed;
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT)
        ? "facade"
        : name.startsWith(ROOT + ".raw") || name.startsWith(ROOT + ".presets")
            ? "raw"
            : name.substring(ROOT.length() + 1);
  }

  private static JavaClasses library() {
    // Nothing of the targets is asked but their names: to read them too takes ten seconds.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath(Path.of("target/classes"));
  }

  private static List<String> forbidden(JavaClasses classes) {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      Set<String> allowed = ALLOWED.getOrDefault(room(type), Set.of());
      for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
        JavaClass target = arrow.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT)
            && !room(target).equals(room(type))
            && !room(target).equals(WORDS)
            && !allowed.contains(room(target))
            && !lendsAHandle(arrow, target)) {
          found.add(room(type) + " may not import " + room(target) + ": " + arrow.getDescription());
        }
      }
    }
    return found;
  }

  /** The facade lends libbpf's own handles by withHandle, and has no other use of them. */
  private static boolean lendsAHandle(Dependency arrow, JavaClass target) {
    return room(arrow.getOriginClass()).equals("facade")
        && Set.of("bpf_object", "bpf_program").contains(target.getSimpleName())
        && arrow.getDescription().contains(".withHandle(");
  }

  @Test
  void arrowsRunOneWay() {
    assertEquals("", String.join("\n", forbidden(library())));
  }

  /** Whoever used one would start JavaCPP, which takes a new JVM tens of milliseconds. */
  @Test
  void classesOfJavacppAreForThoseWhoAreLentAHandle() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : library()) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getName())
          .filter(ArrowsTest::isTyped)
          .forEach(name -> found.add(type.getSimpleName() + " uses " + name));
    }
    assertEquals(
        Set.of(
            "BpfObject",
            "BpfProgram",
            "OpenBpfObject",
            "OpenBpfProgram",
            "TypedHandles",
            "Address"),
        found.stream().map(use -> use.split(" ", 2)[0]).collect(Collectors.toSet()),
        found.toString());
  }

  private static boolean isTyped(String name) {
    boolean raw = name.startsWith(ROOT + ".raw.");
    return name.startsWith("org.bytedeco.")
        || (raw
            && !name.equals(ROOT + ".raw.global.plain")
            && !name.equals(ROOT + ".raw.global.bpf"));
  }

  /** Javadoc links too: a reader follows them. */
  @Test
  void sourcesOfLowerPackagesDoNotNameTheFacade() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      if (!ABOVE.contains(file.getParent())) {
        Files.readString(file)
            .lines()
            .filter(line -> line.matches("import (static )?org\\.libbpfjava\\.[A-Z].*"))
            .forEach(line -> found.add(file + ": " + line));
      }
    }
    assertEquals("", String.join("\n", found));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/org/libbpfjava"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  @Test
  void aPlantedImportIsFound() {
    String found =
        String.join("\n", forbidden(new ClassFileImporter().importPackages("org.libbpfjava.insn")));
    assertTrue(found.contains("insn may not import facade"), found);
    assertTrue(found.contains("PlantedImport"), found);
  }

  @Test
  void aPackageImportsFromLinesAboveItAlone() {
    List<String> above = new ArrayList<>(List.of("raw"));
    ALLOWED.forEach(
        (room, imports) -> {
          assertTrue(above.containsAll(imports), room + " imports " + imports + " of " + above);
          above.add(room);
        });
  }

  @Test
  void everyPackageHasItsLine() {
    Set<String> rooms =
        library().stream().map(ArrowsTest::room).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(ALLOWED.keySet()), rooms);
  }

  @Test
  void publicSignaturesShowNothingOfTheInternals() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : library()) {
      if (room(type).startsWith("internal") || !isPublic(type)) {
        continue;
      }
      type.getMembers().stream()
          .filter(member -> member.getModifiers().toString().contains("PUBLIC"))
          .forEach(
              member ->
                  member.getAllInvolvedRawTypes().stream()
                      .map(JavaClass::getBaseComponentType)
                      .filter(other -> other.getPackageName().startsWith(ROOT))
                      .filter(other -> room(other).startsWith("internal"))
                      .filter(other -> !room(other).equals(WORDS))
                      .forEach(other -> found.add(member.getFullName() + ": " + other.getName())));
    }
    assertEquals("", String.join("\n", new TreeSet<>(found)));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().toString().contains("PUBLIC")
        && type.getEnclosingClass().map(ArrowsTest::isPublic).orElse(true);
  }

  @Test
  void noClassIsLongerThanOneIdea() throws Exception {
    Set<String> sealedByNature = Set.of("Instruction.java");
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      long lines = Files.readString(file).lines().count();
      if (lines > 450 && !sealedByNature.contains(String.valueOf(file.getFileName()))) {
        found.add(file + ": " + lines + " lines");
      }
    }
    assertEquals("", String.join("\n", found));
  }
}
