package consumer;

import java.nio.file.Path;
import org.libbpfjava.BpfObject;
import org.libbpfjava.Libbpf;
import org.libbpfjava.OpenBpfObject;

/** Asks the library for its version and opens an object through the raw binding. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    String module = Libbpf.class.getModule().isNamed() ? "module path" : "class path";
    try (OpenBpfObject open = BpfObject.open(Path.of(args[0]))) {
      open.variable(args[1]).setInt(4711);
      System.out.println(
          "libbpf " + Libbpf.version() + ", " + module + ": " + open.variable(args[1]).getInt());
    }
  }
}
