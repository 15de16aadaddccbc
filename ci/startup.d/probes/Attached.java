import java.io.IOException;
import java.nio.file.Path;
import org.libbpfjava.BpfObject;

/**
 * An object is opened, a variable set, the object loaded, its program attached, a variable read.
 */
final class Attached {
  public static void main(String[] args) throws IOException {
    try (var open = BpfObject.open(Path.of(args[0]))) {
      open.variable("target_pid").setInt(1);
      try (var object = open.load();
          var link = object.program("on_sys_enter").attach()) {
        if (object.variable("totals.calls").getLong() < 0) {
          throw new AssertionError(link);
        }
      }
    }
  }
}
