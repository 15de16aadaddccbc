package org.libbpfjava.internal.elf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.attach.Usdt;
import org.libbpfjava.internal.elf.UserBinary.Function;
import org.libbpfjava.internal.elf.UserBinary.Probe;
import org.libbpfjava.testing.ChildProcess;

/** Libraries of this machine as readelf shows them, and files that are none. */
class UserBinaryTest {
  @TempDir Path folder;

  private static Path libc() {
    return UserBinary.find("libc.so.6").orElseThrow();
  }

  @Test
  void functionsAreWhereReadelfShowsThem() throws Exception {
    Set<String> shown = new TreeSet<>();
    ChildProcess listed =
        ChildProcess.run(Map.of(), List.of("readelf", "--dyn-syms", "-W", libc().toString()));
    assumeTrue(listed.status() == 0, "readelf is not installed");
    for (String line : listed.output().lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length > 7 && words[3].equals("FUNC") && words[7].contains("@@")) {
        shown.add(words[7].replaceFirst("@@.*", "") + " " + Long.parseLong(words[1], 16));
      }
    }
    Set<String> read =
        UserBinary.open(libc()).functions().stream()
            .filter(function -> function.rank() < 3)
            .map(function -> function.name() + " " + function.offset())
            .collect(toSet());
    assertTrue(shown.size() > 1000, "found only " + shown.size());
    assertTrue(
        read.containsAll(shown),
        () -> shown.stream().filter(one -> !read.contains(one)).toList().toString());
  }

  @Test
  void anOldVersionOfANameRanksLast() throws IOException {
    List<Integer> ranks =
        UserBinary.open(libc()).functions().stream()
            .filter(function -> function.name().equals("memcpy"))
            .map(Function::rank)
            .sorted()
            .toList();
    assumeTrue(ranks.size() > 1, "this libc has one memcpy");
    assertTrue(ranks.get(0) < 3 && ranks.get(ranks.size() - 1) == 3, ranks::toString);
  }

  /** Every JVM's machine has it; some builds of libc bring probes too, others do not. */
  @Test
  void probesAreThoseThatTheFileBrings() throws IOException {
    Path file = UserBinary.find("libstdc++.so.6").orElseThrow();
    List<Probe> probes = UserBinary.open(file).probes();
    assertTrue(
        probes.containsAll(
            List.of(new Probe("libstdcxx", "throw"), new Probe("libstdcxx", "catch"))),
        probes::toString);
    List<Usdt.Probe> listed = Usdt.probesOf(file);
    assertEquals(probes.size(), listed.stream().mapToInt(Usdt.Probe::places).sum());
    assertEquals(listed.size(), Set.copyOf(listed).size());
    assertTrue(
        String.valueOf(
                assertThrows(
                        UncheckedIOException.class, () -> Usdt.probesOf(folder.resolve("none")))
                    .getMessage())
            .startsWith("list the probes of '" + folder));
  }

  @Test
  void namesAreFoundAsLibbpfFindsThem() {
    assertEquals("libc.so.6", String.valueOf(libc().getFileName()));
    assertTrue(UserBinary.find("sh").orElseThrow().isAbsolute());
    assertEquals(Optional.empty(), UserBinary.find("no_such.so"));
    assertEquals(Optional.empty(), UserBinary.find("/no/such"));
    assertEquals(Optional.empty(), UserBinary.find("/tmp"));
  }

  @Test
  void aFileThatIsNoElfFileSaysSo() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "x".repeat(100));
    assertTrue(
        String.valueOf(assertThrows(IOException.class, () -> UserBinary.open(text)).getMessage())
            .contains("is no ELF file of 64 bits"));
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThrows(IOException.class, () -> UserBinary.open(empty));
    assertThrows(IOException.class, () -> UserBinary.open(folder.resolve("none")));
  }

  /** Truncated and changed: what is refused is refused by IOException, and nothing hangs. */
  @Test
  void malformedFilesAreRefusedOrRead() throws IOException {
    byte[] good = Files.readAllBytes(UserBinary.find("true").orElseThrow());
    int table = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
    Random random = new Random(18);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      byte[] bytes = good.clone();
      if (i % 3 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else if (i % 3 == 1) {
        bytes[random.nextInt(64)] = (byte) random.nextInt();
      } else {
        bytes[table + random.nextInt(bytes.length - table)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("mutant"), bytes);
      try {
        UserBinary binary = UserBinary.open(file);
        binary.functions();
        binary.probes();
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "refused only " + refused);
  }

  @Test
  void aNoteBeyondItsSectionIsRefused() throws IOException {
    assertEquals(List.of(new Probe("p", "n")), probes(notes(3, 3 * 8 + 5)));
    assertEquals(List.of(), probes(notes(4, 3 * 8 + 5))); // of another kind
    assertThrows(IOException.class, () -> probes(notes(3, 1000)));
    assertThrows(IOException.class, () -> probes(notes(3, -1)));
  }

  /** One note: three lengths, its name, three addresses and the texts p, n and "". */
  private static byte[] notes(int type, int valueBytes) {
    ByteBuffer note = ByteBuffer.allocate(12 + 8 + 24 + 8).order(ByteOrder.LITTLE_ENDIAN);
    note.putInt(8).putInt(valueBytes).putInt(type).put("stapsdt\0".getBytes(UTF_8));
    note.position(note.position() + 24);
    note.put("p\0n\0\0".getBytes(UTF_8));
    return note.array();
  }

  /** A file of three sections: none, the names, the notes. */
  private List<Probe> probes(byte[] notes) throws IOException {
    byte[] names = "\0.note.stapsdt\0".getBytes(UTF_8);
    int at = 64 + 3 * 64;
    ByteBuffer file =
        ByteBuffer.allocate(at + names.length + notes.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    file.putLong(40, 64).putShort(58, (short) 64).putShort(60, (short) 3).putShort(62, (short) 1);
    file.putInt(128 + 4, 3).putLong(128 + 24, at).putLong(128 + 32, names.length);
    file.putInt(192, 1).putInt(192 + 4, 7);
    file.putLong(192 + 24, at + names.length).putLong(192 + 32, notes.length);
    file.position(at).put(names).put(notes);
    return UserBinary.open(Files.write(folder.resolve("made"), file.array())).probes();
  }
}
