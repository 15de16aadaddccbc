package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_map__set_pin_path;
import static org.libbpfjava.raw.global.plain.bpf_map__pin_path;
import static org.libbpfjava.raw.global.plain.bpf_map__set_pin_path;
import static org.libbpfjava.raw.global.plain.bpf_object__next_map;
import static org.libbpfjava.raw.global.plain.lbj_object_close;
import static org.libbpfjava.raw.global.plain.lbj_object_open;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.raw.bpf_map;

/** Texts of the plain binding, by what libbpf keeps as it is given: the place to pin a map. */
class PlainTextTest {
  private static final int RANDOM_TEXTS = 20_000;

  @TempDir private Path folder;
  private long object;
  private long map;

  @BeforeEach
  void open() throws Exception {
    byte[] elf = Compiled.object(folder, "int number;");
    object = lbj_object_open(elf, elf.length, 0);
    assertTrue(object > 0, "errno " + -object);
    map = bpf_object__next_map(object, 0);
  }

  @AfterEach
  void close() {
    lbj_object_close(object);
  }

  @Test
  void noTextIsNull() {
    assertNull(bpf_map__pin_path(map));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/sys/fs/bpf/map", "\u00fc\u00df", "\u20ac\uffff\ue000", "\ud83d\udc1d."})
  void whatJavaGivesComesBack(String text) {
    assertEquals(0, bpf_map__set_pin_path(map, text));
    assertEquals(text, bpf_map__pin_path(map));
  }

  @Test
  void aLongTextComesBack() {
    String text = "\u20acuro \ud83d\udc1d ".repeat(100_000);
    assertEquals(0, bpf_map__set_pin_path(map, text));
    assertEquals(text, bpf_map__pin_path(map));
  }

  /** Java's decoder says how many replacements stand for bytes that are no UTF-8. */
  @Test
  void anyBytesAreWhatJavaMakesOfThem() {
    Random random = new Random(42);
    byte[] starts = {'a', (byte) 0xc2, (byte) 0xe0, (byte) 0xed, (byte) 0xf0, (byte) 0xf4};
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      for (int at = 0; at < bytes.length; at++) {
        int any = 1 + random.nextInt(255);
        int kind = random.nextInt(3);
        bytes[at] =
            (byte)
                (kind == 0 ? any : kind == 1 ? 0x80 | (any & 0x3f) : starts[any % starts.length]);
      }
      try (BytePointer text = new BytePointer(Arrays.copyOf(bytes, bytes.length + 1))) {
        assertEquals(0, bpf_map__set_pin_path(new bpf_map(new Address(map)), text));
      }
      assertEquals(
          new String(bytes, StandardCharsets.UTF_8),
          bpf_map__pin_path(map),
          () -> Arrays.toString(bytes));
    }
  }

  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
