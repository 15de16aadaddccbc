/**
 * libbpf's raw binding, made by JavaCPP, and the loader of its native library.
 *
 * <p>The library itself comes from {@code org.libbpfjava.linux.x86_64} or {@code
 * org.libbpfjava.linux.aarch64}; nothing requires these, so name one by {@code --add-modules}.
 */
@SuppressWarnings("module") // org.libbpfjava is compiled later
module org.libbpfjava.presets {
  requires transitive org.bytedeco.javacpp;
  requires static org.jspecify;

  exports org.libbpfjava.presets;
  exports org.libbpfjava.presets.calls to
      org.libbpfjava;
  exports org.libbpfjava.raw;
  exports org.libbpfjava.raw.global;
}
