package org.libbpfjava.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Addresses as text. What is no address is refused; Java's own parser would ask a name server. */
final class AddressText {
  private static final int IPV6_GROUPS = 8;
  private static final int MAC_GROUPS = 6;
  private static final int MOST_DIGITS = 3;

  private final String whole;

  private AddressText(String whole) {
    this.whole = whole;
  }

  /**
   * {@return the bytes of an IPv4, IPv6 or MAC address}
   *
   * @param address the text
   * @param whole what messages say was given
   */
  static byte[] parse(String address, String whole) {
    AddressText text = new AddressText(whole);
    if (address.indexOf(':') < 0) {
      return text.ipv4(address);
    }
    String[] groups = address.split(":", -1);
    return groups.length == MAC_GROUPS && !address.contains("::") && address.indexOf('.') < 0
        ? text.mac(groups)
        : text.ipv6(address);
  }

  /** {@return the number that begins at an index of a text and ends with it} */
  static int decimal(String whole, int from) {
    return new AddressText(whole).number(whole.substring(from), MOST_DIGITS, 10);
  }

  private IllegalArgumentException refusal() {
    return new IllegalArgumentException(
        "'"
            + whole
            + "' is no prefix of an IPv4, IPv6 or MAC address, such as 10.0.0.0/8, 2001:db8::/32"
            + " or 02:1b:00:00:00:00/16");
  }

  private int number(String digits, int most, int radix) {
    if (digits.isEmpty() || digits.length() > most) {
      throw refusal();
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        throw refusal();
      }
      value = value * radix + digit;
    }
    return value;
  }

  private byte[] ipv4(String address) {
    String[] parts = address.split("\\.", -1);
    byte[] bytes = new byte[4];
    if (parts.length != bytes.length) {
      throw refusal();
    }
    for (int i = 0; i < bytes.length; i++) {
      int value = number(parts[i], MOST_DIGITS, 10);
      // C reads 010 as eight, others as ten.
      if (value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
        throw refusal();
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private byte[] mac(String[] groups) {
    byte[] bytes = new byte[MAC_GROUPS];
    for (int i = 0; i < MAC_GROUPS; i++) {
      bytes[i] = (byte) number(groups[i], 2, 16);
    }
    return bytes;
  }

  private byte[] ipv6(String address) {
    int gap = address.indexOf("::");
    if (gap < 0) {
      List<Integer> all = groups(address);
      if (all.size() != IPV6_GROUPS) {
        throw refusal();
      }
      return bytes(all, List.of());
    }
    String before = address.substring(0, gap);
    List<Integer> head = before.indexOf('.') < 0 ? groups(before) : List.of();
    List<Integer> tail = groups(address.substring(gap + 2));
    if (before.indexOf('.') >= 0 || head.size() + tail.size() >= IPV6_GROUPS) {
      throw refusal();
    }
    return bytes(head, tail);
  }

  /** {@return groups of 16 bits, of which an IPv4 address at the end is two} */
  private List<Integer> groups(String text) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return groups;
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] last = ipv4(parts[i]);
        groups.add((last[0] & 0xff) << 8 | (last[1] & 0xff));
        groups.add((last[2] & 0xff) << 8 | (last[3] & 0xff));
      } else {
        groups.add(number(parts[i], 4, 16));
      }
    }
    return groups;
  }

  private static byte[] bytes(List<Integer> head, List<Integer> tail) {
    byte[] bytes = new byte[2 * IPV6_GROUPS];
    put(bytes, 0, head);
    put(bytes, bytes.length - 2 * tail.size(), tail);
    return bytes;
  }

  private static void put(byte[] bytes, int start, List<Integer> groups) {
    int at = start;
    for (int group : groups) {
      bytes[at++] = (byte) (group >> 8);
      bytes[at++] = (byte) group;
    }
  }

  static String ofIpv4(byte[] bytes) {
    return (bytes[0] & 0xff)
        + "."
        + (bytes[1] & 0xff)
        + "."
        + (bytes[2] & 0xff)
        + "."
        + (bytes[3] & 0xff);
  }

  /** {@return it as RFC 5952 wants it: the longest row of zeros is left out} */
  static String ofIpv6(byte[] bytes) {
    int[] groups = new int[IPV6_GROUPS];
    Arrays.setAll(groups, i -> (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff));
    int gap = -1;
    int gapEnd = 0;
    for (int i = 0; i < IPV6_GROUPS; i++) {
      int end = i;
      while (end < IPV6_GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > Math.max(gapEnd - gap, 1)) {
        gap = i;
        gapEnd = end;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < IPV6_GROUPS; i++) {
      if (i == gap) {
        text.append("::");
        i = gapEnd - 1;
      } else {
        if (i > 0 && i != gapEnd) {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
