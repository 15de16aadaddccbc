package org.libbpfjava.internal.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A message lists what a user most likely meant, and never all of ten thousand names. */
class NearestNamesTest {
  @Test
  void theNearestComesFirst() {
    assertEquals(
        "target_pid, target_uid, mode",
        NearestNames.suggest("targte_pid", List.of("mode", "target_uid", "target_pid")));
  }

  @Test
  void caseAndMissingPartsCountLittle() {
    assertEquals(
        "KernelVersion, config",
        NearestNames.suggest("version", List.of("config", "KernelVersion")));
  }

  @Test
  void manyNamesAreCounted() {
    List<String> names = IntStream.range(0, 10_000).mapToObj(i -> "v" + i).toList();
    assertEquals(
        "v7, v0, v1, v17, v2, v27, v3, v37 and 9992 more", NearestNames.suggest("v7", names));
  }

  @Test
  void noNamesAreNoText() {
    assertEquals("", NearestNames.suggest("x", List.of()));
  }
}
