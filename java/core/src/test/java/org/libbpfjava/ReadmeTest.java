package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.Feature;

/** The README knows what there is; DocsTest compares its code. */
class ReadmeTest {

  /** {@code ci/vm --support} writes the table; a feature that came since then is not in it. */
  @Test
  void theSupportTableHasEveryFeature() throws IOException {
    String table =
        region(
            Files.readString(Path.of("../../README.md")),
            "<!-- support -->\\n(.*?)<!-- /support -->\\n");
    assertEquals(
        Arrays.stream(Feature.values()).map(Feature::name).toList(),
        table.lines().skip(2).map(row -> row.replaceFirst("\\| `(\\w+)` .*", "$1")).toList());
  }

  private static String region(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }
}
