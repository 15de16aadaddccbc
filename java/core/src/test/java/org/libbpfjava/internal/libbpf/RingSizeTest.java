package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.map.MapOptions;

/** Ring buffers have a power of two of bytes, and whole pages, whatever a page is. */
class RingSizeTest {

  @ParameterizedTest
  @CsvSource({
    "4096, 1, 4096",
    "4096, 4095, 4096",
    "4096, 4096, 4096",
    "4096, 4097, 8192",
    "4096, 12288, 16384",
    "16384, 4096, 16384",
    "65536, 4096, 65536",
    "65536, 65536, 65536",
    "65536, 65537, 131072",
    "65536, 1073741825, 2147483648",
    "4096, 2147483648, 2147483648",
  })
  void atLeastRoundsUpAndExactNamesTheNext(long page, long bytes, long works) {
    assertEquals(works, RingSize.of(MapOptions.ringBufferOfAtLeast("r", bytes), page));
    assertEquals(works, RingSize.of(MapOptions.userRingBufferOfAtLeast("r", bytes), page));
    assertEquals(works, RingSize.of(MapOptions.ringBuffer("r", works), page));
    if (bytes != works) {
      assertEquals(
          "ring buffer 'r' cannot have "
              + bytes
              + " bytes: it needs a power of two and a multiple of this machine's page of "
              + page
              + ". The next one is "
              + works
              + "; MapOptions.ringBufferOfAtLeast rounds up",
          refused(MapOptions.ringBuffer("r", bytes), page));
    }
  }

  @ParameterizedTest
  @CsvSource({"2147483649", "4294967295"})
  void nothingIsLargerThanTwoGibibytes(long bytes) {
    String message =
        "user ring buffer 'r' cannot have " + bytes + " bytes: 2147483648 are the most";
    assertEquals(message, refused(MapOptions.userRingBuffer("r", bytes), 4096));
    assertEquals(message, refused(MapOptions.userRingBufferOfAtLeast("r", bytes), 4096));
  }

  private static String refused(MapOptions options, long page) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> RingSize.of(options, page))
            .getMessage());
  }
}
