package org.libbpfjava.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.testing.ChildProcess;

/** Links and their object end in any order, on any thread, by close or by the collector. */
@KernelTest
@RequiresFeature(Feature.COOKIE) // by which libbpf knows a USDT probe of a shared library
class LinkLivesKernelTest {
  /** Where libbpf looks for libstdc++ first; without that in /lib alone, as if it were /usr/lib. */
  private static final String LIBRARIES =
      "/usr/lib/"
          + (System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64")
          + "-linux-gnu";

  /** glibc then stops at a block that is freed twice, and fills what is freed. */
  private static final Map<String, String> MALLOC_CHECKS =
      Map.of(
          "GLIBC_TUNABLES", "glibc.malloc.check=3",
          "LD_PRELOAD", "libc_malloc_debug.so.0",
          "MALLOC_PERTURB_", "165");

  @ParameterizedTest
  @CsvSource({
    "closed-together, 12",
    "attached-while-closing, 6",
    "attached-by-three, 3",
    "forgotten, 3",
    "outliving, 2",
  })
  void theJvmSurvives(String way, String rounds) throws Exception {
    assertSurvives(Map.of(), List.of("-Xcheck:jni"), way, rounds);
  }

  @Tag("host") // it is libbpf's memory, under any kernel
  @ParameterizedTest
  @CsvSource({
    "closed-together, 12",
    "attached-while-closing, 6",
    "attached-by-three, 3",
    "forgotten, 3",
    "outliving, 2",
  })
  void nothingIsFreedTwiceOrUsedAfterwards(String way, String rounds) throws Exception {
    assertSurvives(MALLOC_CHECKS, List.of(), way, rounds);
  }

  private static void assertSurvives(
      Map<String, String> environment, List<String> options, String way, String rounds)
      throws Exception {
    List<String> command = new ArrayList<>(ChildProcess.java(LinkLives.class, way, rounds));
    command.addAll(1, options);
    Map<String, String> all = new HashMap<>(environment);
    all.put("LD_LIBRARY_PATH", LIBRARIES);
    ChildProcess ended = ChildProcess.run(all, command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().endsWith("survived\n"), ended.output());
    assertTrue(!ended.output().contains("WARNING in native method"), ended.output());
  }
}
