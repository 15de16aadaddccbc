package org.libbpfjava;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.testing.BtfWords;

/**
 * A variable of a struct type made up at random, with random bytes in and around it, and the places
 * in it. Where each place lies comes from making it up, not from the code under test.
 *
 * <p>Structs are packed, padded or odd, with bitfields at any bit, unions, arrays of arrays and
 * anonymous members; BTF says what C could not, for the sake of more cases.
 */
final class AnyVariable {
  /** What lies at a place; each knows values to write and their bits. */
  enum Kind {
    SIGNED,
    UNSIGNED,
    BOOL,
    ENUM,
    FLOAT,
    DOUBLE,
    POINTER,
    TEXT,
    BYTES
  }

  /**
   * A place.
   *
   * @param path the path from the variable
   * @param start bits from the variable's start
   * @param bits how many
   * @param kind what lies there
   */
  record Place(String path, long start, int bits, Kind kind) {}

  /** A type that was made up: its BTF id, its bytes, the places in it. */
  private record Made(int id, int size, List<Place> places) {}

  private static final int INT = 1;
  private static final int PTR = 2;
  private static final int ARRAY = 3;
  private static final int STRUCT = 4;
  private static final int UNION = 5;
  private static final int ENUM = 6;
  private static final int TYPEDEF = 8;
  private static final int VOLATILE = 9;
  private static final int CONST = 10;
  private static final int FLOAT = 16;
  private static final int ENUM64 = 19;
  private static final int MAX_SIZE = 1024;

  private final Random random;
  private final boolean exactTrees;
  private final BtfWords builder = new BtfWords();
  private final Made root;
  private final int offset;
  private final byte[] section;
  private int ids;
  private int names;

  /** Makes one up; with exact trees, without types that have several bytes for one value. */
  AnyVariable(Random random, boolean exactTrees) {
    this.random = random;
    this.exactTrees = exactTrees;
    this.root = composite(3);
    this.offset = random.nextInt(20);
    this.section = new byte[offset + root.size + random.nextInt(20)];
    random.nextBytes(section);
  }

  byte[] section() {
    return section.clone();
  }

  int offset() {
    return offset;
  }

  int size() {
    return root.size;
  }

  List<Place> places() {
    return root.places;
  }

  Place anyPlace() {
    return root.places.get(random.nextInt(root.places.size()));
  }

  Btf btf() {
    return Btf.parse("random", builder.build());
  }

  int typeId() {
    return root.id;
  }

  @Override
  public String toString() {
    return btf().type(root.id).toC("v")
        + " at "
        + offset
        + " in "
        + HexFormat.of().formatHex(section);
  }

  private int add(String name, int kind, int vlen, int sizeOrType, int... body) {
    builder.type(name, kind, vlen, sizeOrType, body);
    return ++ids;
  }

  private String name() {
    return "m" + names++;
  }

  private Made type(int depth) {
    Made made =
        switch (random.nextInt(depth > 0 ? 9 : 6)) {
          case 0, 1, 2 -> integer();
          case 3 -> constants();
          case 4 -> floating();
          case 5 -> random.nextBoolean() ? pointer() : exactTrees ? integer() : text();
          case 6 -> array(depth - 1);
          default -> composite(depth - 1);
        };
    if (made.size > MAX_SIZE) {
      made = integer();
    }
    return switch (random.nextInt(8)) {
      case 0 -> new Made(add("alias" + ids, TYPEDEF, 0, made.id), made.size, made.places);
      case 1 -> new Made(add("", VOLATILE, 0, made.id), made.size, made.places);
      case 2 -> new Made(add("", CONST, 0, made.id), made.size, made.places);
      default -> made;
    };
  }

  private Made leaf(int id, int size, Kind kind) {
    return new Made(id, size, List.of(new Place("", 0, size * 8, kind)));
  }

  private Made integer() {
    if (!exactTrees && random.nextInt(6) == 0) {
      return leaf(add("_Bool", INT, 0, 1, 4 << 24 | 8), 1, Kind.BOOL);
    }
    int size = 1 << random.nextInt(5);
    boolean signed = random.nextBoolean();
    int encoding = (signed ? 1 : 0) << 24 | size * 8;
    return leaf(
        add("int" + size * 8, INT, 0, size, encoding), size, signed ? Kind.SIGNED : Kind.UNSIGNED);
  }

  private Made constants() {
    boolean wide = random.nextBoolean();
    int id =
        wide
            ? add("wide", ENUM64, 2, 8, builder.string("E0"), 0, 0, builder.string("E1"), 5, 1)
            : add("narrow", ENUM, 2, 4, builder.string("E0"), 0, builder.string("E1"), 5);
    return leaf(id, wide ? 8 : 4, Kind.ENUM);
  }

  private Made floating() {
    boolean wide = random.nextBoolean();
    return leaf(
        add(wide ? "double" : "float", FLOAT, 0, wide ? 8 : 4),
        wide ? 8 : 4,
        wide ? Kind.DOUBLE : Kind.FLOAT);
  }

  private Made pointer() {
    return leaf(add("", PTR, 0, 0), 8, Kind.POINTER);
  }

  private Made text() {
    int letter = add("char", INT, 0, 1, 1 << 24 | 8);
    int length = 1 + random.nextInt(20);
    return leaf(add("", ARRAY, 0, 0, letter, letter, length), length, Kind.TEXT);
  }

  private Made array(int depth) {
    Made element = type(depth);
    int length = 1 + random.nextInt(4);
    int id = add("", ARRAY, 0, 0, element.id, element.id, length);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      String index = "[" + i + "]";
      for (Place place : element.places) {
        places.add(moved(place, index + separator(place.path), 8L * i * element.size));
      }
    }
    int size = element.size * length;
    places.add(new Place("", 0, size * 8, Kind.BYTES));
    return new Made(id, size, places);
  }

  private static Place moved(Place place, String prefix, long bits) {
    return new Place(prefix + place.path, place.start + bits, place.bits, place.kind);
  }

  private Made composite(int depth) {
    boolean union = random.nextInt(4) == 0;
    int count = 1 + random.nextInt(6);
    int[] members = new int[count * 3];
    List<Place> places = new ArrayList<>();
    long end = 0; // bits
    long longest = 0;
    for (int i = 0; i < count; i++) {
      Made type = type(depth);
      long start = union ? 0 : end;
      Place leaf = type.places.get(0);
      boolean integer = type.places.size() == 1 && leaf.kind.compareTo(Kind.ENUM) <= 0;
      int bitfield = 0;
      if (integer && type.size <= 8 && random.nextInt(3) == 0) {
        bitfield = leaf.kind == Kind.BOOL ? 1 : 1 + random.nextInt(type.size * 8);
        start += union ? 0 : random.nextInt(4);
      } else {
        start = (start + 7) / 8 * 8 + (union ? 0 : 8 * random.nextInt(3));
      }
      boolean anonymous = !integer && isComposite(type) && random.nextInt(3) == 0;
      String name = anonymous ? "" : name();
      members[3 * i] = builder.string(name);
      members[3 * i + 1] = type.id;
      members[3 * i + 2] = bitfield << 24 | (int) start;
      if (bitfield != 0) {
        places.add(new Place(name, start, bitfield, leaf.kind));
      } else {
        for (Place place : type.places) {
          if (!anonymous || !place.path.isEmpty()) {
            places.add(moved(place, anonymous ? "" : name + separator(place.path), start));
          }
        }
      }
      end = start + (bitfield != 0 ? bitfield : type.size * 8L);
      longest = Math.max(longest, end);
    }
    int size = (int) ((longest + 7) / 8) + random.nextInt(4);
    int info = (union ? UNION : STRUCT) << 24 | count | 1 << 31; // kind_flag: bitfield sizes
    builder.rawType(0, info, size, members);
    places.add(new Place("", 0, size * 8, Kind.BYTES));
    return new Made(++ids, size, places);
  }

  private static String separator(String path) {
    return path.isEmpty() || path.startsWith("[") ? "" : ".";
  }

  /** Only a bare struct or union may be anonymous; its path "" is its bytes. */
  private boolean isComposite(Made type) {
    return type.places.get(type.places.size() - 1).kind == Kind.BYTES
        && type.places.stream().noneMatch(place -> place.path.startsWith("["));
  }

  /** A value for a place, and the bits that it must leave there. */
  record Value(Object value, BigInteger bits) {}

  Value anyValue(Place place) {
    int bits = place.bits;
    BigInteger any = new BigInteger(bits, random);
    return switch (place.kind) {
      case UNSIGNED, POINTER -> new Value(any, any);
      case SIGNED ->
          new Value(
              any.testBit(bits - 1) ? any.subtract(BigInteger.ONE.shiftLeft(bits)) : any, any);
      case BOOL -> new Value(any.testBit(0), any.and(BigInteger.ONE));
      case ENUM -> random.nextInt(4) == 0 ? new Value("E0", BigInteger.ZERO) : new Value(any, any);
      case FLOAT -> {
        float value = random.nextFloat();
        yield new Value(value, BigInteger.valueOf(Float.floatToRawIntBits(value)));
      }
      case DOUBLE -> {
        double value = random.nextGaussian();
        yield new Value(value, unsigned(Double.doubleToRawLongBits(value)));
      }
      case TEXT -> {
        byte[] letters = new byte[random.nextInt(bits / 8)];
        for (int i = 0; i < letters.length; i++) {
          letters[i] = (byte) (' ' + random.nextInt(90));
        }
        yield new Value(
            new String(letters, StandardCharsets.US_ASCII),
            littleEndian(Arrays.copyOf(letters, bits / 8)));
      }
      case BYTES -> {
        byte[] bytes = new byte[bits / 8];
        random.nextBytes(bytes);
        yield new Value(bytes, littleEndian(bytes));
      }
    };
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  /** {@return bytes as one number, the first byte its lowest} */
  static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - 1 - i] = bytes[i];
    }
    return new BigInteger(1, reversed);
  }
}
