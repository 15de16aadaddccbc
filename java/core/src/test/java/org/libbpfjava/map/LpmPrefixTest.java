package org.libbpfjava.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LpmPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 00000000, 0, 0.0.0.0/0",
    "10.0.0.0/8, 0a000000, 8, 10.0.0.0/8",
    "192.168.130.0/23, c0a88200, 23, 192.168.130.0/23",
    "255.255.255.255, ffffffff, 32, 255.255.255.255/32",
    "::/0, 00000000000000000000000000000000, 0, ::/0",
    "::1, 00000000000000000000000000000001, 128, ::1/128",
    "2001:db8::/32, 20010db8000000000000000000000000, 32, 2001:db8::/32",
    "2001:DB8:0:0:1:0:0:1/128, 20010db8000000000001000000000001, 128, 2001:db8::1:0:0:1/128",
    "1:0:2:3:4:5:6:7, 00010000000200030004000500060007, 128, 1:0:2:3:4:5:6:7/128",
    "1:2:3:4:5:6:7::, 00010002000300040005000600070000, 128, 1:2:3:4:5:6:7:0/128",
    "::ffff:10.0.0.0/104, 00000000000000000000ffff0a000000, 104, ::ffff:a00:0/104",
    "fe80::/10, fe800000000000000000000000000000, 10, fe80::/10",
    "02:1b:00:00:00:00/16, 021b00000000, 16, 02:1b:00:00:00:00/16",
    "2:1b:0:0:0:ff, 021b000000ff, 48, 02:1b:00:00:00:ff/48",
  })
  void textIsRead(String text, String hex, int length, String canonical) {
    LpmPrefix prefix = LpmPrefix.parse(text);
    assertArrayEquals(HexFormat.of().parseHex(hex), prefix.bytes());
    assertEquals(length, prefix.length());
    assertEquals(canonical, prefix.toString());
    assertEquals(prefix, LpmPrefix.parse(canonical));
    assertEquals(prefix.hashCode(), LpmPrefix.parse(canonical).hashCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10/8",
        "10.0.0/8",
        "10.0.0.0.0/8",
        "10.0.0.256",
        "10.0.0.00",
        "010.0.0.0/8",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/ 8",
        "10.0.0.0/8/8",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/0008",
        " 10.0.0.0/8",
        "0x0a000000/8",
        "\u0661.0.0.0/8", // a digit, of Arabic
        "localhost",
        "localhost/8",
        "example.com/8",
        ":",
        ":::",
        "::1::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4::5:6:7:8",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "[::1]/128",
        "10.0.0.0::",
        "::10.0.0",
        "1.2.3.4:5::",
        "02:1b:00:00:00",
        "02:1b:00:00:00:000",
        "02-1b-00-00-00-00",
        "02:1b:00:00:00:0g",
      })
  void whatIsNoAddressIsRefused(String text) {
    assertEquals(
        "'"
            + text
            + "' is no prefix of an IPv4, IPv6 or MAC address, such as 10.0.0.0/8, 2001:db8::/32"
            + " or 02:1b:00:00:00:00/16",
        assertThrows(IllegalArgumentException.class, () -> LpmPrefix.parse(text)).getMessage());
  }

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void bitsAfterThePrefixAreASlipUnlessTheyAreToBeCleared() throws UnknownHostException {
    InetAddress address = InetAddress.getByName("10.1.2.3");
    assertEquals(
        "10.1.2.3/8 has bits set after the first 8: 10.0.0.0/8 has none",
        refused(() -> LpmPrefix.parse("10.1.2.3/8")));
    assertEquals(
        "10.1.2.3/31 has bits set after the first 31: 10.1.2.2/31 has none",
        refused(() -> LpmPrefix.of(address, 31)));
    assertEquals(LpmPrefix.parse("10.0.0.0/8"), LpmPrefix.masked(address, 8));
    assertEquals(LpmPrefix.parse("10.1.2.0/27"), LpmPrefix.masked(address, 27));
    assertEquals(LpmPrefix.parse("10.1.2.3/32"), LpmPrefix.of(address));
  }

  @Test
  void lengthsHaveBounds() throws UnknownHostException {
    InetAddress address = InetAddress.getByName("10.0.0.0");
    assertEquals(
        "10.0.0.0 has no prefix of 33 bits: 0 to 32", refused(() -> LpmPrefix.of(address, 33)));
    assertEquals(
        "10.0.0.0 has no prefix of -1 bits: 0 to 32", refused(() -> LpmPrefix.masked(address, -1)));
    assertEquals(
        ":: has no prefix of 129 bits: 0 to 128", refused(() -> LpmPrefix.parse("::/129")));
    assertEquals("a prefix has 1 to 256 bytes, not 0", refused(() -> LpmPrefix.of(new byte[0], 0)));
    assertEquals(
        "a prefix has 1 to 256 bytes, not 257", refused(() -> LpmPrefix.of(new byte[257], 0)));
    assertEquals(2048, LpmPrefix.of(new byte[256], 2048).length());
  }

  @Test
  void anyBytesMakeAPrefix() {
    byte[] bytes = {1, 2, (byte) 0x80};
    LpmPrefix prefix = LpmPrefix.of(bytes, 17);
    bytes[0] = 9;
    prefix.bytes()[1] = 9;
    assertEquals("010280/17", prefix.toString());
    assertEquals(
        "010280/17 is no IP address: it has 3 bytes",
        assertThrows(IllegalStateException.class, prefix::address).getMessage());
  }

  @Test
  void anAddressStaysWhatItIs() throws UnknownHostException {
    assertEquals(InetAddress.getByName("10.0.0.0"), LpmPrefix.parse("10.0.0.0/8").address());
    InetAddress mapped = LpmPrefix.parse("::ffff:10.0.0.0/104").address();
    assertInstanceOf(Inet6Address.class, mapped);
    assertEquals(LpmPrefix.parse("::ffff:10.0.0.0/104"), LpmPrefix.of(mapped, 104));
  }

  @Test
  void aPrefixContainsLongerOnes() {
    LpmPrefix ten = LpmPrefix.parse("10.0.0.0/8");
    assertTrue(ten.contains(ten));
    assertTrue(ten.contains(LpmPrefix.parse("10.255.0.0/16")));
    assertTrue(ten.contains(LpmPrefix.parse("10.1.2.3")));
    assertFalse(ten.contains(LpmPrefix.parse("11.0.0.0/8")));
    assertFalse(ten.contains(LpmPrefix.parse("8.0.0.0/7")));
    assertFalse(LpmPrefix.parse("::/0").contains(ten));
    assertNotEquals(ten, LpmPrefix.parse("10.0.0.0/9"));
  }

  /** The JDK reads literals too. What it makes of our text must be the same address. */
  @Test
  void theJdkReadsTheSameAddresses() throws UnknownHostException {
    Random random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
      for (int at = 0; at < bytes.length; at++) { // many rows of zeros
        bytes[at] = random.nextInt(3) == 0 ? (byte) random.nextInt() : 0;
      }
      LpmPrefix prefix = LpmPrefix.of(bytes, bytes.length * 8);
      String text = prefix.toString();
      assertEquals(prefix, LpmPrefix.parse(text));
      String literal = text.substring(0, text.indexOf('/'));
      assertEquals(InetAddress.getByAddress(bytes), InetAddress.getByName(literal), literal);
      assertEquals(prefix, LpmPrefix.parse(InetAddress.getByAddress(bytes).getHostAddress()));
    }
  }
}
