/** The library is extracted and loaded. */
final class Version {
  public static void main(String[] args) {
    if (org.libbpfjava.Libbpf.version().isEmpty()) {
      throw new AssertionError();
    }
  }
}
