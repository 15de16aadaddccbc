import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Never ends: the guest's time limit must. */
@Tag("kernel")
class EndlessKernelTest {

  @Test
  void itSleepsForGood() throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
  }
}
