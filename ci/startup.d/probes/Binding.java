/** The raw binding is ready too. */
final class Binding {
  public static void main(String[] args) {
    org.libbpfjava.presets.NativeLibrary.load();
    org.libbpfjava.raw.global.libbpf.libbpf_major_version();
  }
}
