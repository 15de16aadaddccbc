import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Takes the kernel down by SysRq. */
@Tag("kernel")
class PanicKernelTest {

  @Test
  void itCrashesTheKernel() throws IOException {
    Files.writeString(Path.of("/proc/sysrq-trigger"), "c");
  }
}
