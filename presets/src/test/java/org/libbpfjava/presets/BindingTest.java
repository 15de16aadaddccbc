package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.libbpfjava.raw.global.libbpf;

/** The raw binding lacks nothing of libbpf: measured against the headers it was built from. */
class BindingTest {
  /** What JavaCPP cannot bind or must not: the reason, and what stands for it. */
  private static final Map<String, String> REPLACED =
      Map.of(
          // One callback serves the whole process and takes a va_list: native/shim/log.c is it.
          "libbpf_set_print", "lbj_log_begin");

  /** Functions that are bound but take a callback which Java cannot give them: see the mapper. */
  private static final Map<String, String> CALLBACK_REPLACED =
      Map.of(
          "btf_dump__new", "lbj_btf_dump_new",
          "libbpf_register_prog_handler", "lbj_register_prog_handler");

  private static final Pattern API =
      Pattern.compile("\\bLIBBPF_API\\b[^;{]*?\\b(\\w+)\\s*\\(", Pattern.DOTALL);
  private static final Pattern ENUM = Pattern.compile("\\benum(?:\\s+\\w+)?\\s*\\{([^}]*)\\}");
  private static final Pattern OPTIONS =
      Pattern.compile("\\bstruct (\\w+) \\{\\s*size_t sz;", Pattern.DOTALL);

  private static String headers = "";

  @BeforeAll
  static void readHeadersAndLoad() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("libbpf_common", "libbpf", "btf", "bpf", "libbpf_legacy")) {
      Path file = NativeArtifacts.headers().resolve("bpf").resolve(name + ".h");
      text.append(Files.readString(file)).append('\n');
    }
    headers =
        Pattern.compile(
                "/\\*.*?\\*/|//[^\n]*|^#[^\n]*(?:\\\\\n[^\n]*)*",
                Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(text)
            .replaceAll("");
    NativeLibrary.load();
  }

  @Test
  void everyFunctionOfTheApiIsBoundOrHasItsReplacement() {
    Set<String> api = names(API);
    assertTrue(api.size() > 330, "found only " + api.size() + " functions in the headers");
    Set<String> missing = new TreeSet<>(api);
    missing.removeAll(nativeMethods());
    assertEquals(new TreeSet<>(REPLACED.keySet()), missing);
    assertTrue(nativeMethods().containsAll(REPLACED.values()));
    assertTrue(nativeMethods().containsAll(CALLBACK_REPLACED.values()));
    assertTrue(api.containsAll(CALLBACK_REPLACED.keySet()));
  }

  @Test
  void everyFunctionOfTheShimIsBound() throws IOException {
    String shim = Files.readString(NativeArtifacts.headers().resolve("libbpf_java.h"));
    Set<String> declared =
        Pattern.compile("\\b(lbj_\\w+)\\(")
            .matcher(shim)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(declared.size() > 15, declared.toString());
    declared.removeAll(nativeMethods());
    assertEquals(Set.of(), declared);
  }

  @Test
  void everyNewOptionStructHasItsSizeAndIsZeroBehindIt() throws ReflectiveOperationException {
    Set<String> structs = names(OPTIONS);
    assertTrue(structs.size() > 40, structs.toString());
    for (String struct : structs) {
      Class<?> type = Class.forName("org.libbpfjava.raw." + struct);
      try (Pointer options = (Pointer) type.getConstructor().newInstance()) {
        int size = options.sizeof();
        assertEquals((long) size, type.getMethod("sz").invoke(options), struct);
        ByteBuffer rest = new BytePointer(options).capacity(size).asByteBuffer().position(8);
        while (rest.hasRemaining()) {
          assertEquals(0, rest.get(), struct);
        }
      }
    }
  }

  @Test
  void everyEnumeratorHasItsValue() throws ReflectiveOperationException {
    Map<String, Long> enumerators = enumerators();
    assertTrue(enumerators.size() > 20, enumerators.toString());
    for (Map.Entry<String, Long> enumerator : enumerators.entrySet()) {
      Field constant = libbpf.class.getField(enumerator.getKey());
      assertEquals(enumerator.getValue().intValue(), constant.get(null), enumerator.getKey());
    }
  }

  /** From the text of the headers: a number, an enumerator before it, or one more than that. */
  private static Map<String, Long> enumerators() {
    Map<String, Long> values = new TreeMap<>();
    for (Matcher body = ENUM.matcher(headers); body.find(); ) {
      long next = 0;
      for (String enumerator : body.group(1).split(",")) {
        String[] parts = enumerator.strip().split("\\s*=\\s*");
        if (parts[0].isEmpty()) {
          continue;
        }
        long value = next;
        if (parts.length > 1) {
          Long known = values.get(parts[1]);
          Matcher shift = Pattern.compile("(\\d+)\\s*<<\\s*(\\d+)").matcher(parts[1]);
          if (known != null) {
            value = known;
          } else if (shift.find()) {
            value = Long.parseLong(shift.group(1)) << Integer.parseInt(shift.group(2));
          } else {
            value = Long.decode(parts[1]);
          }
        }
        values.put(parts[0], value);
        next = value + 1;
      }
    }
    return values;
  }

  private static Set<String> names(Pattern pattern) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(headers).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  private static Set<String> nativeMethods() {
    List<Method> methods = new ArrayList<>(Arrays.asList(libbpf.class.getDeclaredMethods()));
    methods.removeIf(method -> !Modifier.isNative(method.getModifiers()));
    return methods.stream().map(Method::getName).collect(Collectors.toSet());
  }
}
