package org.libbpfjava.map;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The first bits of an address: a key of an {@link LpmTrie}, such as {@code 10.0.0.0/8}.
 *
 * <p>An address is a number of bytes, the most significant first, as on the network: 4 of IPv4, 16
 * of IPv6, 6 of a MAC address, or any other number up to 256. The bits after the prefix are zero.
 * What makes a prefix refuses other bits there, because they are mostly a slip; {@link #masked}
 * clears them.
 *
 * <p>A value: immutable, and equal to a prefix with the same bytes and length.
 */
public final class LpmPrefix {
  private static final int MOST_BYTES = 256; // kernel/bpf/lpm_trie.c, LPM_DATA_SIZE_MAX
  private static final int MAC_BYTES = 6;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private final byte[] bytes;
  private final int length;

  private LpmPrefix(byte[] masked, int length) {
    this.bytes = masked;
    this.length = length;
  }

  /**
   * The first bits of any bytes.
   *
   * @param bytes 1 to 256 bytes, the most significant first
   * @param length how many bits count, 0 to all of them
   * @return the prefix
   * @throws IllegalArgumentException if there are more or fewer bytes or bits, or a bit after the
   *     prefix is set
   */
  public static LpmPrefix of(byte[] bytes, int length) {
    LpmPrefix prefix = masked(bytes, length);
    if (!Arrays.equals(prefix.bytes, bytes)) {
      throw new IllegalArgumentException(
          text(bytes)
              + "/"
              + length
              + " has bits set after the first "
              + length
              + ": "
              + prefix
              + " has none");
    }
    return prefix;
  }

  /**
   * The first bits of an IP address.
   *
   * @param address an IPv4 or IPv6 address
   * @param length how many bits count, 0 to 32 or 128
   * @return the prefix
   * @throws IllegalArgumentException if there are not so many bits, or a bit after the prefix is
   *     set
   */
  public static LpmPrefix of(InetAddress address, int length) {
    return of(Objects.requireNonNull(address, "address").getAddress(), length);
  }

  /**
   * All bits of an IP address.
   *
   * @param address an IPv4 or IPv6 address
   * @return the prefix, of 32 or 128 bits
   */
  public static LpmPrefix of(InetAddress address) {
    byte[] bytes = Objects.requireNonNull(address, "address").getAddress();
    return of(bytes, bytes.length * 8);
  }

  /**
   * The first bits of any bytes. The bits after them are cleared.
   *
   * @param bytes 1 to 256 bytes, the most significant first
   * @param length how many bits count, 0 to all of them
   * @return the prefix
   * @throws IllegalArgumentException if there are more or fewer bytes or bits
   */
  public static LpmPrefix masked(byte[] bytes, int length) {
    byte[] copy = Objects.requireNonNull(bytes, "bytes").clone();
    if (copy.length < 1 || copy.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a prefix has 1 to " + MOST_BYTES + " bytes, not " + copy.length);
    }
    if (length < 0 || length > copy.length * 8) {
      throw new IllegalArgumentException(
          text(copy) + " has no prefix of " + length + " bits: 0 to " + copy.length * 8);
    }
    for (int i = 0; i < copy.length; i++) {
      copy[i] &= (byte) mask(length - i * 8);
    }
    return new LpmPrefix(copy, length);
  }

  /**
   * The first bits of an IP address. The bits after them are cleared.
   *
   * @param address an IPv4 or IPv6 address
   * @param length how many bits count, 0 to 32 or 128
   * @return the prefix
   * @throws IllegalArgumentException if there are not so many bits
   */
  public static LpmPrefix masked(InetAddress address, int length) {
    return masked(Objects.requireNonNull(address, "address").getAddress(), length);
  }

  /** {@return the mask of a byte of which so many bits count; fewer than none, or more than all} */
  private static int mask(int bits) {
    return bits <= 0 ? 0 : bits >= 8 ? 0xff : 0xff << (8 - bits);
  }

  /**
   * Reads a prefix of an IPv4, IPv6 or MAC address: {@code 10.0.0.0/8}, {@code 2001:db8::/32} or
   * {@code 02:1b:00:00:00:00/16}. Without a length all bits count. Names are not taken, and nothing
   * is looked up.
   *
   * @param text an address and the number of bits, with a slash between
   * @return the prefix; {@code ::ffff:10.0.0.0/104} has 16 bytes
   * @throws IllegalArgumentException if it is none, or a bit after the prefix is set
   */
  public static LpmPrefix parse(String text) {
    Objects.requireNonNull(text, "text");
    int slash = text.indexOf('/');
    byte[] address = AddressText.parse(slash < 0 ? text : text.substring(0, slash), text);
    int length = slash < 0 ? address.length * 8 : AddressText.decimal(text, slash + 1);
    return of(address, length);
  }

  /** {@return the bytes of the address, the most significant first; a copy} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return how many bits count} */
  public int length() {
    return length;
  }

  /**
   * {@return the first address that has this prefix, as an IP address}
   *
   * @throws IllegalStateException if it has neither 4 nor 16 bytes
   */
  public InetAddress address() {
    try {
      if (bytes.length == IPV6_BYTES) {
        return Inet6Address.getByAddress(null, bytes, -1); // even where it stands for an IPv4 one
      }
      if (bytes.length == IPV4_BYTES) {
        return InetAddress.getByAddress(bytes);
      }
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // the number of bytes is right
    }
    throw new IllegalStateException(this + " is no IP address: it has " + bytes.length + " bytes");
  }

  /**
   * Whether all addresses of another prefix have this one too.
   *
   * @param other the other prefix
   * @return whether its first bits are these; false if it has another number of bytes
   */
  public boolean contains(LpmPrefix other) {
    Objects.requireNonNull(other, "other");
    return other.length >= length
        && other.bytes.length == bytes.length
        && masked(other.bytes, length).equals(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LpmPrefix that
        && length == that.length
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + length;
  }

  /**
   * {@return it as {@link #parse} reads it; in hexadecimal where it has another number of bytes}
   */
  @Override
  public String toString() {
    return text(bytes) + "/" + length;
  }

  private static String text(byte[] bytes) {
    return switch (bytes.length) {
      case IPV4_BYTES -> AddressText.ofIpv4(bytes);
      case IPV6_BYTES -> AddressText.ofIpv6(bytes);
      case MAC_BYTES -> HexFormat.ofDelimiter(":").formatHex(bytes);
      default -> HexFormat.of().formatHex(bytes);
    };
  }
}
