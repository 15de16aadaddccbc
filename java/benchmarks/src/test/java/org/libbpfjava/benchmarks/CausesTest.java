package org.libbpfjava.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CausesTest {

  @Test
  void rowsAreFoundByTheirWholeTitle() {
    Causes causes = new Causes(Map.of("(array|hash) lookup", "a call"));

    assertEquals("a call", causes.of("hash lookup"));
    assertEquals("not explained yet", causes.of("hash lookup, 8 bytes"));
  }

  /** A cause left behind by a row that was renamed would explain nothing. */
  @Test
  void eachCauseIsThatOfARow() throws IOException {
    List<String> titles =
        Stream.concat(RowSpec.all().stream().map(RowSpec::title), StartUp.TITLES.stream()).toList();

    for (String rows : Causes.read(Path.of("causes.json")).byRows().keySet()) {
      assertTrue(titles.stream().anyMatch(Pattern.compile(rows).asMatchPredicate()), rows);
    }
  }

  @Test
  void rowsOfOneCauseShareALineOfThePage() {
    String page = page(new Causes(Map.of(".* lookup", "a call")));

    assertTrue(page.contains("- JDK: 17\n"), page);
    assertTrue(page.contains("\n- **hash lookup; array lookup**: a call\n"), page);
    assertTrue(page.endsWith("\n- **array update**: not explained yet\n"), page);
  }

  private static String page(Causes causes) {
    List<Line> lines =
        Stream.of("hash lookup", "array update", "array lookup").map(CausesTest::missed).toList();
    Machine machine = new Machine(Map.of("JDK", "17"));
    return new Page(new Report(machine, false, 1, lines, Map.of()), causes).markdown();
  }

  private static Line missed(String title) {
    Side java = new Side(List.of(100.0), Map.of(), 1);
    Side c = new Side(List.of(1.0), Map.of(), 1);
    return new Line("open", "", title, "60 ns", List.of(new Line.Round(java, c)));
  }
}
