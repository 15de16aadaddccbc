package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {

  private static void add(LineBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.add(Arrays.copyOf(bytes, bytes.length + 3), bytes.length);
  }

  @Test
  void aLineWaitsForItsEnd() {
    LineBuffer buffer = new LineBuffer();
    assertNull(buffer.next());
    assertTrue(buffer.isEmpty());
    add(buffer, "one\n\ntw");
    assertEquals("one", buffer.next());
    assertEquals("", buffer.next());
    assertNull(buffer.next());
    assertEquals("tw", buffer.rest());
    assertFalse(buffer.isEmpty());
    add(buffer, "o\n");
    assertEquals("two", buffer.next());
    assertTrue(buffer.isEmpty());
    add(buffer, "rest");
    buffer.clear();
    assertTrue(buffer.isEmpty());
    assertEquals("", buffer.rest());
    assertNull(buffer.next());
  }

  /** A letter of several bytes may come in two pieces. */
  @Test
  void anyPiecesGiveTheSameLines() {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      String line = "zeile ü€𝄞 " + "x".repeat(random.nextInt(200));
      expected.add(line);
      text.append(line).append('\n');
    }
    byte[] all = text.toString().getBytes(StandardCharsets.UTF_8);
    LineBuffer buffer = new LineBuffer();
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      int length = Math.min(random.nextInt(500), all.length - at);
      buffer.add(Arrays.copyOfRange(all, at, at + length), length);
      at += length;
      if (random.nextBoolean()) {
        for (String line = buffer.next(); line != null; line = buffer.next()) {
          lines.add(line);
        }
      }
    }
    for (String line = buffer.next(); line != null; line = buffer.next()) {
      lines.add(line);
    }
    assertEquals(expected, lines);
    assertTrue(buffer.isEmpty());
  }
}
