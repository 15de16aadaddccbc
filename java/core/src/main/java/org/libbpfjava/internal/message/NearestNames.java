package org.libbpfjava.internal.message;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names for a message that must say what there is instead: the likeliest first, a few in all. */
public final class NearestNames {
  private static final int MAX_NAMES = 8;
  private static final int MAX_CHARS = 64; // longer names are compared by their beginning

  private NearestNames() {}

  /**
   * Lists the names that are nearest to a wanted one.
   *
   * @param wanted the name that is not there
   * @param known the names that are
   * @return eight names at most, the likeliest first, and how many more there are
   */
  public static String suggest(String wanted, Collection<String> known) {
    int left = (int) known.stream().distinct().count() - MAX_NAMES;
    String listed = String.join(", ", near(wanted, known));
    return left > 0 ? listed + " and " + left + " more" : listed;
  }

  /** {@return the nearest names, eight at most, the likeliest first} */
  public static List<String> near(String wanted, Collection<String> known) {
    record Candidate(String name, int distance) {}
    return known.stream()
        .distinct()
        .map(name -> new Candidate(name, distance(wanted, name)))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MAX_NAMES)
        .map(Candidate::name)
        .toList();
  }

  /** Edits (insert, delete, replace) between two names, case ignored; a part of a name is near. */
  public static int distance(String wanted, String name) {
    String a = comparable(wanted);
    String b = comparable(name);
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      int[] done = above;
      above = row;
      row = done;
    }
    boolean part = !a.isEmpty() && !b.isEmpty() && (a.contains(b) || b.contains(a));
    return part ? Math.min(above[b.length()], 2) : above[b.length()];
  }

  private static String comparable(String name) {
    return name.substring(0, Math.min(name.length(), MAX_CHARS)).toLowerCase(Locale.ROOT);
  }
}
