/**
 * eBPF from Java over the real libbpf, with BPF global variables as first-class values.
 *
 * <p>Needs the native library's module at run time, {@code --add-modules
 * org.libbpfjava.linux.x86_64} or {@code .aarch64}, and {@code
 * --enable-native-access=org.libbpfjava,org.libbpfjava.presets,org.bytedeco.javacpp} on JDK 24 and
 * later.
 */
module org.libbpfjava {
  requires org.libbpfjava.presets;
  requires static org.jspecify;

  exports org.libbpfjava;
  exports org.libbpfjava.attach;
  exports org.libbpfjava.btf;
  exports org.libbpfjava.event;
  exports org.libbpfjava.exception;
  exports org.libbpfjava.feature;
  exports org.libbpfjava.insn;
  exports org.libbpfjava.kernel;
  exports org.libbpfjava.map;
  exports org.libbpfjava.memory;
  exports org.libbpfjava.value;
  exports org.libbpfjava.verifier;
}
