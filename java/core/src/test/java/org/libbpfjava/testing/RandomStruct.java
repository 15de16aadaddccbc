package org.libbpfjava.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A C struct made up at random, by a seed: nested, packed, with arrays, unions, anonymous members
 * and bitfields; and the paths to all that is no struct or array in it.
 */
public final class RandomStruct {
  private static final List<String> SCALARS =
      List.of(
          "char",
          "signed char",
          "unsigned char",
          "short",
          "unsigned short",
          "int",
          "unsigned int",
          "long long",
          "unsigned long long",
          "__int128",
          "void *",
          "_Bool");
  private static final List<String> BITFIELDS =
      List.of("int", "unsigned int", "unsigned char", "long long", "unsigned short");
  private static final int[] BITS = {32, 32, 8, 64, 16};

  private final Random random;
  private final String name;
  private final String definition;
  private final List<String> paths = new ArrayList<>();
  private int names;

  /** Makes up the struct of that seed. */
  public RandomStruct(long seed) {
    this.random = new Random(seed);
    this.name = "random" + seed;
    this.definition = "struct " + attributes() + name + " {\n" + members("", 0) + "};\n";
  }

  /** {@return {@code struct random17}} */
  public String type() {
    return "struct " + name;
  }

  /** {@return the C definition} */
  public String definition() {
    return definition;
  }

  /** {@return paths to scalars and bitfields, as in C after the variable's name and a dot} */
  public List<String> paths() {
    return List.copyOf(paths);
  }

  private String attributes() {
    return switch (random.nextInt(8)) {
      case 0 -> "__attribute__((packed)) ";
      case 1 -> "__attribute__((aligned(32))) ";
      default -> "";
    };
  }

  private String members(String prefix, int depth) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      text.append("\t".repeat(depth + 1)).append(member(prefix, depth)).append(";\n");
    }
    return text.toString();
  }

  private String member(String prefix, int depth) {
    String member = "m" + names++;
    int kind = random.nextInt(10);
    if (kind < 4 || depth == 3) {
      int length = 1 + random.nextInt(4);
      if (random.nextInt(3) > 0) {
        paths.add(prefix + member);
        return scalar() + " " + member;
      }
      paths.add(prefix + member + "[" + random.nextInt(length) + "][1]");
      return scalar() + " " + member + "[" + length + "][2]";
    }
    if (kind < 7) {
      int type = random.nextInt(BITFIELDS.size());
      paths.add(prefix + member);
      return BITFIELDS.get(type) + " " + member + ":" + (1 + random.nextInt(BITS[type]));
    }
    String keyword = random.nextInt(3) == 0 ? "union " : "struct ";
    String start = keyword + attributes() + "{\n";
    String end = "\t".repeat(depth + 1) + "}";
    if (kind == 7) {
      return start + members(prefix, depth + 1) + end; // anonymous: its members are ours
    }
    if (kind == 8) {
      return start + members(prefix + member + ".", depth + 1) + end + " " + member;
    }
    return start + members(prefix + member + "[2].", depth + 1) + end + " " + member + "[3]";
  }

  private String scalar() {
    return SCALARS.get(random.nextInt(SCALARS.size()));
  }
}
