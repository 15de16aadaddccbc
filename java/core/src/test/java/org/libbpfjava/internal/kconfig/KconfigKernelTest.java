package org.libbpfjava.internal.kconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;

/** Values for a kernel's configuration arrive, or are refused when the object is opened. */
@KernelTest
class KconfigKernelTest {

  private static OpenBpfObject open(String lines) {
    return BpfObjects.open(
        "selftest_kconfig.bpf.o", OpenOptions.defaults().withName("config").withKconfig(lines));
  }

  private static String refused(String lines) {
    return String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> open(lines)).getMessage())
        .replace("OpenOptions.withKconfig for object 'config', ", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HZ=3 | a name is CONFIG_ and letters, digits or underscores",
        "CONFIG_INT = 4 | blanks around name or value are part of them; write CONFIG_NAME=value",
        "` CONFIG_INT=4` | blanks around name or value are part of them; write CONFIG_NAME=value",
        "`CONFIG_INT=4 ` | blanks around name or value are part of them; write CONFIG_NAME=value",
        "CONFIG_INT | there is no '=' in it; write CONFIG_NAME=value",
        "CONFIG_INT= | there is no value",
        "LINUX_KERNEL_VERSION=5 | LINUX_... is libbpf's own and cannot be given",
        "CONFIG_INT=08 | for 'int CONFIG_INT' the value is no octal number, which one that begins"
            + " with 0 is",
        "CONFIG_INT=yes | for 'int CONFIG_INT' the value is neither y, n, m nor a number; a text"
            + " stands in quotation marks",
        "CONFIG_INT=y | for 'int CONFIG_INT' the value is for bool, enum libbpf_tristate and char",
        "CONFIG_INT=4294967296 | for 'int CONFIG_INT' the value does not fit",
        "CONFIG_BOOL=1 | for '_Bool CONFIG_BOOL' the value is a number, a bool takes y and n",
        "CONFIG_BOOL=m | for '_Bool CONFIG_BOOL' the value is for enum libbpf_tristate, a bool"
            + " takes y and n",
        "CONFIG_TRISTATE=2 | for 'enum libbpf_tristate CONFIG_TRISTATE' the value is a number, enum"
            + " libbpf_tristate takes y, m and n",
        "CONFIG_STR=\"abracada\" | for 'const char CONFIG_STR[8]' the value would be cut: it takes"
            + " 9 bytes with its NUL",
        "CONFIG_STR=\"abra | for 'const char CONFIG_STR[8]' the value has no quotation mark at its"
            + " end",
        "CONFIG_INT=\"5\" | for 'int CONFIG_INT' the value is a text, which only an array of char"
            + " takes",
      })
  void aSlipIsRefusedWithLineAndReason(String line, String reason) {
    assertEquals(
        "line 3 '" + line + "': " + reason,
        refused("# of one's own\n\n" + line + "\nCONFIG_BPF_SYSCALL=y\n"));
  }

  @Test
  void aNameThatNoExternHasIsRefusedWithTheNearest() {
    assertEquals(
        "line 1 'CONFIG_STRING=1': the object has no such extern; it has: CONFIG_STR, CONFIG_INT,"
            + " CONFIG_MISSING, CONFIG_ULONG, CONFIG_BOOL, CONFIG_CHAR, CONFIG_TRISTATE,"
            + " CONFIG_USHORT and 1 more",
        refused("CONFIG_STRING=1"));
    assertEquals(
        "OpenOptions.withKconfig for object 'globals', line 1 'CONFIG_HZ=1': the object has no such"
            + " extern; it has: none",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    BpfObjects.open(
                        "globals.bpf.o",
                        OpenOptions.defaults().withName("globals").withKconfig("CONFIG_HZ=1")))
            .getMessage());
  }

  @Test
  void whatLibbpfWouldNotReadIsRefused() {
    assertEquals(
        "line 2 'CONFIG_INT=5': CONFIG_INT is given a second time, and libbpf takes the first",
        refused("CONFIG_INT=4\nCONFIG_INT=5"));
    assertEquals(
        "line 1 'CONFIG_INT=4\\u00005': it has a NUL, where C would cut it",
        refused("CONFIG_INT=4\0005"));
    String longest = "CONFIG_STR=\"" + "x".repeat(5000) + "\"";
    assertEquals(
        "line 1 '"
            + longest.substring(0, 200)
            + "...': it is longer than 4094 bytes, of which"
            + " libbpf reads no more",
        refused(longest));
    assertEquals(
        "the object's name 'a\\u0000b' has a NUL at 1, where C would cut it",
        assertThrows(IllegalArgumentException.class, () -> OpenOptions.defaults().withName("a\0b"))
            .getMessage());
  }

  @Test
  void linesOfOtherSystemsAreRead() {
    try (OpenBpfObject open =
            open("CONFIG_BPF_SYSCALL=y\r\n# CONFIG_X is not set\r\nCONFIG_INT=-7");
        BpfObject object = open.load()) {
      assertEquals(-7, object.variable("CONFIG_INT").getInt());
    }
  }

  @Test
  void anExternLargerThanAMapIsRefused() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            extern char CONFIG_HUGE[1UL << 31] __attribute__((section(".kconfig"), weak));
            SEC("socket") int run(void *ctx) { return CONFIG_HUGE[5]; }
            char _license[] SEC("license") = "GPL";
            """);
    assertEquals(
        "object: extern 'CONFIG_HUGE' in .kconfig (char[2147483648]) is larger than a map can be",
        assertThrows(InvalidBpfObjectException.class, () -> BpfObject.open(BpfSource.of(elf)))
            .getMessage());
  }
}
