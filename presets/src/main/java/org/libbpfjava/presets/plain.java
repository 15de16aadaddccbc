package org.libbpfjava.presets;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.BuildEnabled;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;
import org.bytedeco.javacpp.tools.Logger;

/**
 * The second half of the binding, {@code org.libbpfjava.raw.global.plain}: our shim's functions,
 * and those of libbpf that take handles, numbers, arrays and texts alone. A handle is its address,
 * a {@code long}.
 *
 * <p>Nothing of it needs JavaCPP's classes while a program runs. Their start takes a cold JVM 5 to
 * 25 ms, which a program that uses objects alone does not pay.
 */
@Properties(
    value =
        @Platform(
            value = {"linux-x86_64", "linux-arm64"},
            cinclude = {"bpf/libbpf.h", "bpf/btf.h", "bpf/bpf.h", "libbpf_java.h"},
            library = "jnilibbpf",
            link = {"bpfjava", "bpf", "elf", "z"}),
    target = "org.libbpfjava.raw.plain",
    global = "org.libbpfjava.raw.global.plain")
public class plain implements InfoMapper, BuildEnabled {
  private final libbpf typed = new libbpf();

  /** Made by JavaCPP. */
  public plain() {}

  @Override
  public void init(Logger logger, java.util.Properties properties, String encoding) {
    typed.init(logger, properties, encoding);
  }

  @Override
  public void map(InfoMap infos) {
    // The first that is put wins.
    infos.put(
        new Info("unsigned char", "signed char").cast().valueTypes("byte").pointerTypes("byte[]"));
    infos.put(new Info("const char").cast().valueTypes("byte").pointerTypes("String"));
    infos.put(
        new Info("int", "unsigned int", "__u32", "__s32")
            .cast()
            .valueTypes("int")
            .pointerTypes("int[]"));
    infos.put(
        new Info("long long", "unsigned long long", "__u64", "__s64")
            .cast()
            .valueTypes("long")
            .pointerTypes("long[]"));
    infos.put(
        new Info("bpf_object", "bpf_program", "bpf_map", "bpf_link", "btf", "btf_dump")
            .cast()
            .pointerTypes("long"));
    infos.put(
        new Info(
                "lbj_btf_dump",
                "bpf_object_open_opts",
                "bpf_insn",
                "bpf_link_update_opts",
                "bpf_func_info",
                "bpf_line_info")
            .cast()
            .pointerTypes("long"));
    typed.map(infos);
  }
}
