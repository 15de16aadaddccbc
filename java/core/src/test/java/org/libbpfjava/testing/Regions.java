package org.libbpfjava.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pages that quote code. A page says {@code <!-- region NAME of FILE -->} before a code block, and
 * the file has the same lines between {@code [NAME]} and {@code [/NAME]} in comments.
 */
public final class Regions {
  private static final Pattern QUOTE =
      Pattern.compile("<!-- region (\\S+) of (\\S+) -->\\R```\\w+\\R(.*?)```\\R", Pattern.DOTALL);

  private static final Pattern JAVADOC =
      Pattern.compile("<pre>\\{@code\\R(.*?)^ *\\* \\}</pre>", Pattern.DOTALL | Pattern.MULTILINE);

  private Regions() {}

  /**
   * Compares every code block of a page with its region.
   *
   * @param page the page
   * @param folder where the quoted files lie
   */
  public static void check(Path page, Path folder) throws IOException {
    String text = Files.readString(page);
    List<String> quoted = new ArrayList<>();
    Matcher matcher = QUOTE.matcher(text);
    while (matcher.find()) {
      String source = Files.readString(folder.resolve(matcher.group(2)));
      assertEquals(
          region(source, matcher.group(1)),
          matcher.group(3),
          page.getFileName() + ", region " + matcher.group(1));
      quoted.add(matcher.group(1));
    }
    long blocks = text.lines().filter(line -> line.matches("```(java|c)")).count();
    assertEquals(blocks, quoted.size(), "code blocks of " + page + ", against " + quoted);
  }

  /**
   * Compares the first code block of a file's Javadoc with a region of a test.
   *
   * @param file the file with the Javadoc
   * @param test the file with the region
   * @param name the region
   */
  public static void checkJavadoc(Path file, Path test, String name) throws IOException {
    Matcher block = JAVADOC.matcher(Files.readString(file));
    assertTrue(block.find(), "no code block in " + file);
    assertEquals(
        region(Files.readString(test), name),
        block.group(1).replaceAll("(?m)^ *\\* ?", ""),
        file + ", region " + name);
  }

  /** {@return a region's lines, without the indentation of its marks} */
  public static String region(String source, String name) {
    Pattern pattern =
        Pattern.compile(
            "^([ \\t]*)(?://|/\\*) \\["
                + Pattern.quote(name)
                + "\\].*?\\R(.*?)^[ \\t]*(?://|/\\*) \\[/"
                + Pattern.quote(name)
                + "\\]",
            Pattern.DOTALL | Pattern.MULTILINE);
    Matcher matcher = pattern.matcher(source);
    assertTrue(matcher.find(), "no region " + name);
    String indent = matcher.group(1);
    return matcher
        .group(2)
        .lines()
        .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line)
        .reduce("", (all, line) -> all + line + "\n")
        .replaceAll("\\n+\\z", "\n");
  }
}
