package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names in docs/from-libbpf.md exist: ours in the public packages, libbpf's in its headers. */
class FromLibbpfPageTest {
  private static final Path PAGE = Path.of("../../docs/from-libbpf.md");
  private static final Path HEADERS = Path.of("../../native/target");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern OURS = Pattern.compile("[A-Z]\\w*\\.\\w+");
  private static final Pattern LIBBPF =
      Pattern.compile("\\w*(bpf|btf|ring_buffer|perf_buffer)_\\w+");
  private static final List<String> PACKAGES =
      List.of(
          "",
          "attach.",
          "btf.",
          "event.",
          "exception.",
          "feature.",
          "insn.",
          "kernel.",
          "map.",
          "memory.",
          "value.",
          "verifier.");

  @Test
  void ourNamesExist() throws IOException {
    List<String> names = column(4);
    assertTrue(names.size() > 70, "only " + names);
    assertEquals(List.of(), names.stream().filter(name -> !OURS.matcher(name).matches()).toList());
    assertEquals(List.of(), names.stream().filter(name -> !exists(name)).toList());
  }

  @Test
  void libbpfsNamesAreInItsHeaders() throws IOException {
    assumeTrue(Files.exists(HEADERS), "no headers of libbpf here");
    StringBuilder headers = new StringBuilder();
    try (Stream<Path> files = Files.walk(HEADERS)) {
      for (Path file : files.filter(path -> path.toString().contains("/include/bpf/")).toList()) {
        headers.append(Files.isRegularFile(file) ? Files.readString(file) : "");
      }
    }
    List<String> names =
        column(2).stream().filter(name -> LIBBPF.matcher(name).matches()).distinct().toList();
    assertTrue(names.size() > 50, "only " + names);
    List<String> missing =
        names.stream()
            .filter(name -> !Pattern.compile("\\b" + name + "\\b").matcher(headers).find())
            .toList();
    assertEquals(List.of(), missing);
  }

  /** The code in a column of the tables, counted from 1. */
  private static List<String> column(int number) throws IOException {
    assumeTrue(Files.exists(PAGE), "no source tree here");
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length > number + 1) {
        CODE.matcher(cells[number]).results().map(FromLibbpfPageTest::code).forEach(names::add);
      }
    }
    return names;
  }

  private static String code(MatchResult match) {
    return match.group(1);
  }

  private static boolean exists(String name) {
    int dot = name.indexOf('.');
    String member = name.substring(dot + 1);
    for (String inPackage : PACKAGES) {
      try {
        Class<?> type = Class.forName("org.libbpfjava." + inPackage + name.substring(0, dot));
        return Arrays.stream(type.getMethods()).anyMatch(one -> one.getName().equals(member))
            || Arrays.stream(type.getFields()).anyMatch(one -> one.getName().equals(member));
      } catch (ClassNotFoundException e) {
        // it is in another package
      }
    }
    return false;
  }
}
