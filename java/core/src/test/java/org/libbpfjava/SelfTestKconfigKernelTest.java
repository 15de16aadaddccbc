package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/**
 * Every form of value that a configuration may have for every type of extern, as the kernel's
 * core_extern.c tries them; {@link SelfTestsKernelTest} has the whole table.
 */
@KernelTest
class SelfTestKconfigKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);

  private static OpenBpfObject open(String configuration) {
    return BpfObjects.open(
        "selftest_kconfig.bpf.o",
        OpenOptions.defaults().withName("kconfig").withKconfig(configuration));
  }

  @Test
  void theRunningKernelsOwnConfiguration() {
    try (OpenBpfObject open =
            BpfObjects.open("selftest_kconfig.bpf.o", OpenOptions.defaults().withName("kconfig"));
        BpfObject object = open.load()) {
      object.program("look").testRun(PACKET);
      assertTrue(object.variable("CONFIG_BPF_SYSCALL").getBoolean());
      assertEquals(1, object.variable("seen_syscall").getLong());
      assertEquals(0, object.variable("seen_tristate").getLong());
      assertEquals(0xdeadc0deL, object.variable("seen_missing").getLong());
    }
  }

  @Test
  void valuesOfOnesOwn() {
    String configuration =
        """
        CONFIG_BPF_SYSCALL=n
        CONFIG_TRISTATE=m
        CONFIG_BOOL=y
        CONFIG_CHAR=100
        CONFIG_USHORT=30000
        CONFIG_INT=123456
        CONFIG_ULONG=0xDEADBEEFC0DE
        CONFIG_STR="abracad"
        CONFIG_MISSING=0""";
    try (OpenBpfObject open = open(configuration);
        BpfObject object = open.load()) {
      object.program("look").testRun(PACKET);
      assertEquals(0, object.variable("seen_syscall").getLong());
      assertEquals("TRI_MODULE", object.variable("CONFIG_TRISTATE").getString());
      assertEquals(1, object.variable("seen_bool").getLong());
      assertEquals(100, object.variable("seen_char").getLong());
      assertEquals(30000, object.variable("seen_ushort").getLong());
      assertEquals(123456, object.variable("seen_int").getLong());
      assertEquals(0xdeadbeefc0deL, object.variable("seen_ulong").getLong());
      assertEquals("abracad", object.variable("seen_str").getString());
      assertEquals("abracad", object.variable("CONFIG_STR").getString());
      assertEquals(0xdeadc0deL, object.variable("seen_missing").getLong());
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "TRISTATE, y, 1",
    "TRISTATE, n, 0",
    "TRISTATE, m, 2",
    "BOOL, y, 1",
    "BOOL, n, 0",
    "CHAR, m, 109",
    "CHAR, 0xA, 10",
    "USHORT, 0462, 306",
    "USHORT, 65535, 65535",
    "USHORT, 0, 0",
    "INT, -100, -100",
    "INT, 2147483647, 2147483647",
    "INT, -2147483648, -2147483648",
    "ULONG, +1000000000000, 1000000000000",
    "ULONG, 0xffffffffffffffff, -1",
    "ULONG, 0, 0",
  })
  void aValueThatTheTypeHoldsIsWhatTheProgramSees(String option, String text, long value) {
    try (OpenBpfObject open = open("CONFIG_BPF_SYSCALL=n\nCONFIG_" + option + "=" + text + "\n");
        BpfObject object = open.load()) {
      object.program("look").testRun(PACKET);
      String seen = "seen_" + option.toLowerCase(java.util.Locale.ROOT);
      assertEquals(value, object.variable(seen).getLong());
      assertEquals(value, object.variable("CONFIG_" + option).getLong());
    }
  }

  @ParameterizedTest(name = "STR={0}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {"\"\", ''", "\"abra\", abra", "\"abracad\", abracad"})
  void aStringIsPadded(String text, String value) {
    try (OpenBpfObject open = open("CONFIG_BPF_SYSCALL=n\nCONFIG_STR=" + text + "\n");
        BpfObject object = open.load()) {
      object.program("look").testRun(PACKET);
      assertEquals(value, object.variable("seen_str").getString());
      assertEquals(value, object.variable("CONFIG_STR").getString());
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "TRISTATE, 1",
        "TRISTATE, M",
        "BOOL, m",
        "BOOL, 1",
        "CHAR, q",
        "CHAR, ''",
        "CHAR, \"y\"",
        "STR, ''",
        "STR, bla",
        "STR, \"abracada\"", // libbpf cuts it
        "INT, abc",
        "INT, \"abc\"",
        "INT, ''",
        "INT, 123abc",
        "INT, 2147483648",
        "INT, -2147483649",
        "USHORT, 65536",
        "USHORT, -1",
        "ULONG, 0x10000000000000000",
      })
  void aValueThatTheTypeCannotHoldIsRefusedAtOpen(String option, String text) {
    String line = "CONFIG_" + option + "=" + text;
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> open("CONFIG_BPF_SYSCALL=n\n" + line + "\n"));
    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("OpenOptions.withKconfig for object 'kconfig', line 2 '" + line + "': "),
        refused.getMessage());
  }
}
