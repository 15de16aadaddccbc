package org.libbpfjava.junit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text becomes an object, or the compiler's own words. */
class ClangTest {
  private static final String SOURCE = "int hits;";

  @TempDir Path folder;

  @Test
  void aFileIsCompiledAsItsTextIs() throws Exception {
    Path file = Files.writeString(folder.resolve("hits.bpf.c"), SOURCE);
    assertArrayEquals(Clang.object(SOURCE), Clang.object(file));
  }

  @Test
  void eachCallerGetsBytesOfItsOwn() {
    assertNotSame(Clang.object(SOURCE), Clang.object(SOURCE));
  }

  @Test
  void flagsOfTheCallerCount() {
    assertFalse(Arrays.equals(Clang.object(SOURCE), Clang.object(SOURCE, "-Dhits=misses")));
  }

  @Test
  void whatDoesNotCompileIsToldInTheCompilersWords() {
    IllegalArgumentException failure =
        assertThrows(IllegalArgumentException.class, () -> Clang.object("int hits = misses;"));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("use of undeclared identifier 'misses'"), message);
  }

  @Test
  @SuppressWarnings("NullAway") // the null is what is tested
  void nullIsRefusedByName() {
    String none = null;
    assertEquals(
        "source", assertThrows(NullPointerException.class, () -> Clang.object(none)).getMessage());
  }
}
