package org.libbpfjava.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A public method that reaches libbpf or the kernel says by {@code @libbpf} or {@code @kernel} what
 * it calls there. The table has the methods that do not reach it; all others need a tag.
 */
class NativeTagsTest {
  private static final Path SOURCES = Path.of("src/main/java/org/libbpfjava");

  /** File, and the methods that Java answers alone or that only touch memory. */
  private static final String TABLE =
      """
      BpfObject       | variable findVariable variables dump values section findSection sections \
                        program findProgram programs map findMap maps isOpen btf
      OpenBpfObject   | variable findVariable variables dump values section findSection sections \
                        program findProgram programs map findMap maps isOpen btf
      BpfProgram      | name section verification pinPath
      LoadedProgram   |
      BpfStatistics   | isOpen close
      BpfIterator     | isOpen close
      ProgramOutput   | rest
      OpenBpfProgram  | name section
      DataSection     | name size accessMode isReadOnly variables variable findVariable bytes \
                        getBytes setBytes
      OpenDataSection | name size variables variable findVariable bytes getBytes setBytes \
                        isChanged changes reset fill
      BpfScope        | open close
      map/BpfMap      | name type keySize valueSize elementSize maxEntries pinPath
      map/MapViews    | programs
      map/OpenBpfMap  | name
      map/BpfQueue    | map
      map/BloomFilter | map
      map/InnerMap    | close
      map/InnerMaps   | map
      map/ProgramArray | map
      map/PerCpuMap   | map cpus field
      map/PerCpuField | path
      btf/Btf         | ofFile parse base toBytes typeCount type types datasecs findDatasec find \
                        findEnumerator findString
      attach/BpfLink  | program isOpen pinPath outliveOwner
      attach/BpfLinks | leftOut
      kernel/Kernel   | since capabilities diagnosis
      attach/Attachments | hooks xdp filters
      event/UserRingBuffer | sizeBytes freeBytes isOpen
      event/UserRecord     | size putByte putShort putInt putLong putFloat putDouble putBytes close
      """;

  /** A declaration that begins at a member's indentation, with the Javadoc before it, if any. */
  private static final Pattern METHOD =
      Pattern.compile(
          "(?m)(?<doc>^  /\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\s+)?(?:^  @\\w+.*\\s+)*"
              + "^  (?!(?:public )?record )(?<modifiers>public (?:static )?)?(?:<[^(]*> )?[\\w.]+(?:<[^(]*>)?(?:\\[])?"
              + " (?<name>\\w+)\\(");

  @Test
  void whatReachesLibbpfSaysWhatItCalls() throws IOException {
    assumeTrue(Files.exists(SOURCES), "no source tree here");
    List<String> untagged = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    int tagged = 0;
    for (String line : TABLE.lines().toList()) {
      String[] columns = line.split("\\|", 2);
      String file = columns[0].strip();
      Set<String> alone = Set.of(columns[1].strip().split("\\s+", -1));
      String source = Files.readString(SOURCES.resolve(file + ".java"));
      Set<String> names = new TreeSet<>();
      for (Method method : methods(source)) {
        names.add(method.name());
        if (method.isTagged()) {
          tagged++;
        } else if (!alone.contains(method.name())) {
          untagged.add(file + "." + method.name());
        }
      }
      alone.stream()
          .filter(name -> !name.isEmpty() && !names.contains(name))
          .forEach(n -> unknown.add(file + "." + n));
    }
    assertEquals(List.of(), untagged, "need @libbpf or @kernel");
    assertEquals(Set.of(), unknown, "are in the table and nowhere else");
    assertTrue(tagged > 50, "found only " + tagged);
  }

  @Test
  void aMethodWithoutATagIsFound() {
    String source =
        """
        public interface Planted {
          /**
           * Reaches it.
           *
           * @libbpf bpf_map__fd
           */
          int reaches();

          /** Says nothing. */
          @Override
          <T> T forgets(int number);

          void hasNoWords();
        }
        """;
    assertEquals(
        List.of(
            new Method("reaches", true),
            new Method("forgets", false),
            new Method("hasNoWords", false)),
        methods(source));
  }

  /** The public methods of a class or interface, toString aside. */
  private static List<Method> methods(String source) {
    boolean isInterface = source.contains("public interface ");
    List<Method> found = new ArrayList<>();
    Matcher matcher = METHOD.matcher(source);
    while (matcher.find()) {
      String doc = matcher.group("doc");
      boolean isPublic = isInterface || matcher.group("modifiers") != null;
      if (isPublic && !matcher.group("name").equals("toString")) {
        found.add(
            new Method(
                matcher.group("name"),
                doc != null && (doc.contains("@libbpf ") || doc.contains("@kernel "))));
      }
    }
    return found;
  }

  /** A method, and whether its Javadoc says what it calls. */
  private record Method(String name, boolean isTagged) {}
}
