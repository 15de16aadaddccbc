package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of Strings, arrays and buffers on their way to C, whatever the JVM lacks. */
class ArgumentsTest {
  private static final String NO_MEMORY =
      "libbpf-java: no native memory for the copy of an argument";

  @TempDir private Path cache;

  @Test
  void aStringIsUtf8WhateverTheDefaultCharset() throws Exception {
    assertEquals("6772c3bc6e20e282ac20f09d849e203f2e", run("text", "-Dfile.encoding=US-ASCII"));
    assertEquals("whole", run("long text", "-Dfile.encoding=US-ASCII"));
  }

  @Test
  void aBufferOfTheHeapMayBeASlice() throws Exception {
    assertEquals("Something wrong in libelf", run("slice"));
  }

  @Test
  void aStackThatEndsInACallIsAnErrorAndNeverANullPointer() throws Exception {
    assertEquals("overflowed", run("deep stack"));
  }

  @Test
  void aStringWithoutMemoryForItsCopyIsAnError() throws Exception {
    assertEquals(NO_MEMORY, run("large text", "-Xms600m", "-Xmx600m", "-XX:+UseSerialGC"));
  }

  @Test
  void anArrayWithoutMemoryForItsCopyIsAnError() throws Exception {
    assertEquals(NO_MEMORY, run("large array", "-Xms600m", "-Xmx600m", "-XX:+UseSerialGC"));
  }

  private String run(String step, String... options) throws Exception {
    String[] all = java.util.Arrays.copyOf(options, options.length + 1);
    all[options.length] = "-Dorg.libbpfjava.cache.dir=" + cache;
    return Jvm.output(Jvm.withNatives(all).start(ArgumentsProbe.class, step));
  }
}
