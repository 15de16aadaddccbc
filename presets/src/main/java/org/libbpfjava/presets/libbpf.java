package org.libbpfjava.presets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.BuildEnabled;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;
import org.bytedeco.javacpp.tools.Logger;

/**
 * How JavaCPP turns libbpf's headers into {@code org.libbpfjava.raw}.
 *
 * <p>Named in lower case, after the library, and not final because the generated class extends it,
 * as JavaCPP presets are.
 */
@Properties(
    value =
        @Platform(
            value = {"linux-x86_64", "linux-arm64"},
            cinclude = {
              "linux/btf.h",
              "bpf/libbpf_common.h",
              "bpf/libbpf.h",
              "bpf/btf.h",
              "bpf/bpf.h",
              "bpf/libbpf_legacy.h"
            },
            library = "jnilibbpf",
            link = {"bpfjava", "bpf", "elf", "z"}),
    target = "org.libbpfjava.raw",
    global = "org.libbpfjava.raw.global.libbpf")
public class libbpf implements InfoMapper, BuildEnabled {
  // No constants: those would be made whenever the binding is used, which is a subclass.
  private final Pattern lastField = Pattern.compile("#define (\\w+__last_field) ");
  private final Pattern struct = Pattern.compile("\\bstruct (\\w+)");
  private final Pattern function = Pattern.compile("\\b(\\w+)\\(");

  private final Set<String> lastFields = new TreeSet<>();
  private final Set<String> structs = new TreeSet<>();
  private final Set<String> functions = new TreeSet<>();

  /** Made by JavaCPP, and by the binding, which is a subclass. */
  public libbpf() {}

  /** Reads the headers for the names whose list grows with each libbpf. */
  @Override
  public void init(Logger logger, java.util.Properties properties, String encoding) {
    for (String folder : properties.getProperty("platform.includepath", "").split(":", -1)) {
      for (String header : libbpf.class.getAnnotation(Properties.class).value()[0].cinclude()) {
        Path file = Path.of(folder, header);
        if (Files.exists(file)) {
          collect(file);
        }
      }
    }
  }

  private void collect(Path header) {
    String text;
    try {
      text = Files.readString(header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    collect(lastField, text, lastFields);
    collect(struct, text, structs);
    collect(function, text, functions);
  }

  private static void collect(Pattern pattern, String text, Set<String> names) {
    for (Matcher m = pattern.matcher(text); m.find(); ) {
      names.add(m.group(1));
    }
  }

  @Override
  public void map(InfoMap infos) {
    // The kernel's integer types: linux/types.h is not parsed.
    infos.put(new Info("__u8", "uint8_t").cast().valueTypes("byte").pointerTypes("BytePointer"));
    infos.put(new Info("__u16").cast().valueTypes("short").pointerTypes("ShortPointer"));
    infos.put(
        new Info("__u32", "__s32", "__be32", "pid_t", "uint32_t")
            .cast()
            .valueTypes("int")
            .pointerTypes("IntPointer"));
    infos.put(
        new Info("__u64", "__s64", "uint64_t")
            .cast()
            .valueTypes("long")
            .pointerTypes("LongPointer"));

    // Enums of linux/bpf.h, which would bring a hundred classes. Pointers to them are
    // out-parameters of libbpf_*_by_name().
    infos.put(
        new Info(
                "bpf_prog_type",
                "enum bpf_prog_type",
                "bpf_attach_type",
                "enum bpf_attach_type",
                "bpf_map_type",
                "enum bpf_map_type",
                "bpf_link_type",
                "enum bpf_link_type",
                "bpf_stats_type",
                "enum bpf_stats_type",
                "bpf_func_id",
                "enum bpf_func_id",
                "bpf_perf_event_type",
                "enum bpf_perf_event_type")
            .cast()
            .valueTypes("int")
            .pointerTypes("IntPointer"));

    // Structs of linux/bpf.h that grow with the kernel: passed with their size, as bytes.
    infos.put(
        new Info("bpf_func_info", "bpf_line_info", "bpf_map_info", "bpf_btf_info", "bpf_link_info")
            .cast()
            .pointerTypes("Pointer"));

    // Callbacks that JavaCPP cannot make: a C long among the arguments does not compile, a va_list
    // compiles and is wrong on x86_64. The text of btf_dump__new() comes from lbj_btf_dump_new().
    infos.put(
        new Info(
                "libbpf_prog_setup_fn_t",
                "libbpf_prog_prepare_load_fn_t",
                "libbpf_prog_attach_fn_t",
                "libbpf_print_fn_t",
                "btf_dump_printf_fn_t")
            .cast()
            .pointerTypes("Pointer"));
    // One callback serves the process, and the shim's is it.
    infos.put(new Info("libbpf_set_print").skip());

    // Declaration decorations, no types or constants.
    infos.put(
        new Info("LIBBPF_API", "LIBBPF_DEPRECATED", "LIBBPF_DEPRECATED_SINCE")
            .cppTypes()
            .annotations());

    // Compile-time helpers, no constants: LIBBPF_OPTS, and one "…__last_field" a struct.
    infos.put(
        new Info(
                "LIBBPF_OPTS",
                "LIBBPF_OPTS_RESET",
                "DECLARE_LIBBPF_OPTS",
                "bpf_map__for_each",
                "BPF_LOG_BUF_SIZE")
            .skip());
    infos.put(new Info(lastFields.toArray(new String[0])).skip());

    // Structs named like a function: C++ needs "struct X" to tell them apart.
    for (String name : structs) {
      if (functions.contains(name)) {
        infos.put(new Info("struct " + name).pointerTypes(name));
      }
    }
  }
}
