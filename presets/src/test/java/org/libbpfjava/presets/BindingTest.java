package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
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
import java.util.Locale;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.raw.global.bpf;
import org.libbpfjava.raw.global.libbpf;
import org.libbpfjava.raw.global.plain;

/** The raw binding lacks nothing of libbpf: measured against the headers it was built from. */
class BindingTest {
  /** What JavaCPP cannot bind or must not: the reason, and what stands for it. */
  private static final Map<String, String> REPLACED =
      Map.of(
          // One callback serves the whole process and takes a va_list: native/shim/log.c is it.
          "libbpf_set_print", "lbj_log_begin");

  /** Bound, but it takes a callback which Java cannot give it: see the mapper. */
  private static final Map<String, String> CALLBACK_REPLACED =
      Map.of("btf_dump__new", "lbj_btf_dump_new");

  /** Of the shim: native/shim/jni.c calls it. */
  private static final Set<String> CALLED_BY_HAND = Set.of("lbj_log_size");

  private static final Pattern API =
      Pattern.compile("\\bLIBBPF_API\\b[^;{]*?\\b(\\w+)\\s*\\(", Pattern.DOTALL);
  private static final Pattern ENUM = Pattern.compile("\\benum(?:\\s+\\w+)?\\s*\\{([^}]*)\\}");
  private static final Pattern NOT_C_WITHOUT_PREPROCESSOR =
      Pattern.compile(
          "/\\*.*?\\*/|//[^\n]*|^#[^\n]*(?:\\\\\n[^\n]*)*", Pattern.DOTALL | Pattern.MULTILINE);
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
    headers = NOT_C_WITHOUT_PREPROCESSOR.matcher(text).replaceAll("");
    NativeLibrary.load();
  }

  @Test
  void everyFunctionOfTheApiIsBoundOrHasItsReplacement() {
    Set<String> api = names(API);
    assertTrue(api.size() > 330, "found only " + api.size() + " functions in the headers");
    Set<String> missing = new TreeSet<>(api);
    missing.removeAll(nativeMethods(libbpf.class));
    assertEquals(new TreeSet<>(REPLACED.keySet()), missing);
    assertTrue(nativeMethods(plain.class).containsAll(REPLACED.values()));
    assertTrue(nativeMethods(plain.class).containsAll(CALLBACK_REPLACED.values()));
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
    declared.removeAll(nativeMethods(plain.class));
    assertEquals(CALLED_BY_HAND, declared);
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
    Map<String, Long> enumerators = enumerators(headers);
    assertTrue(enumerators.size() > 20, enumerators.toString());
    requireConstants(libbpf.class, enumerators);
  }

  /** Those of linux/bpf.h that are arguments of libbpf's functions and members of its options. */
  @Test
  void everyConstantOfTheSystemCallHasItsValue() throws Exception {
    String kernel = Files.readString(NativeArtifacts.headers().resolve("linux/bpf.h"));
    String syscall = kernel.substring(0, kernel.indexOf("enum bpf_func_id"));
    Map<String, Long> enumerators =
        enumerators(NOT_C_WITHOUT_PREPROCESSOR.matcher(syscall).replaceAll(""));
    enumerators.keySet().removeIf(name -> name.startsWith("__"));
    assertTrue(enumerators.size() > 240, enumerators.toString());
    requireConstants(bpf.class, enumerators);
    requireConstants(
        bpf.class,
        Map.of("BPF_F_AFTER", 16L, "BPF_F_TEST_REG_INVARIANTS", 128L, "BPF_F_LINK", 8192L));
    requireConstants(bpf.class, Map.of("XDP_REDIRECT", 4L, "BPF_FD_TYPE_URETPROBE", 5L));
    requireConstants(
        bpf.class, Map.of("BPF_FUNC_ktime_get_ns", 5L, "BPF_FUNC_cgrp_storage_delete", 211L));
  }

  /** What libbpf itself calls each type, by its number. */
  @ParameterizedTest
  @ValueSource(strings = {"PROG_TYPE", "MAP_TYPE", "LINK_TYPE"})
  void libbpfKnowsEachTypeByTheNumberOfItsConstant(String kind) throws Exception {
    Method name =
        libbpf.class.getMethod("libbpf_bpf_" + kind.toLowerCase(Locale.ROOT) + "_str", int.class);
    String prefix = "BPF_" + kind + "_";
    int found = 0;
    for (Field constant : bpf.class.getFields()) {
      if (constant.getName().startsWith(prefix)) {
        String known = ((BytePointer) name.invoke(null, constant.getInt(null))).getString();
        String ours = constant.getName().substring(prefix.length()).toLowerCase(Locale.ROOT);
        assertEquals(ours.replace("_deprecated", ""), known, constant.getName());
        found++;
      }
    }
    assertTrue(found > 14, prefix + ": " + found);
  }

  @Test
  void libbpfKnowsEachPlaceToAttachByTheNumberOfItsConstant() {
    int found = 0;
    for (int type = 0; ; type++) {
      BytePointer name = libbpf.libbpf_bpf_attach_type_str(type);
      if (name == null || name.isNull()) {
        break;
      }
      String constant = "BPF_" + name.getString().toUpperCase(Locale.ROOT);
      int value = type;
      assertEquals(
          value,
          assertDoesNotThrow(() -> bpf.class.getField(constant).getInt(null), constant),
          constant);
      found++;
    }
    assertTrue(found > 55, "only " + found);
  }

  private static void requireConstants(Class<?> type, Map<String, Long> values)
      throws ReflectiveOperationException {
    for (Map.Entry<String, Long> enumerator : values.entrySet()) {
      Field constant = type.getField(enumerator.getKey());
      assertEquals(enumerator.getValue().intValue(), constant.get(null), enumerator.getKey());
    }
  }

  /** From the text of the headers: a number, an enumerator before it, or one more than that. */
  private static Map<String, Long> enumerators(String headers) {
    Map<String, Long> values = new TreeMap<>();
    for (Matcher body = ENUM.matcher(headers); body.find(); ) {
      long next = 0;
      for (String enumerator : body.group(1).split(",", -1)) {
        String[] parts = enumerator.strip().split("\\s*=\\s*", -1);
        if (parts[0].isEmpty()) {
          continue;
        }
        long value = next;
        if (parts.length > 1) {
          Long known = values.get(parts[1]);
          Matcher shift = Pattern.compile("(\\d+)U?\\s*<<\\s*(\\d+)").matcher(parts[1]);
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

  private static Set<String> nativeMethods(Class<?> global) {
    List<Method> methods = new ArrayList<>(Arrays.asList(global.getDeclaredMethods()));
    methods.removeIf(method -> !Modifier.isNative(method.getModifiers()));
    return methods.stream().map(Method::getName).collect(Collectors.toSet());
  }
}
