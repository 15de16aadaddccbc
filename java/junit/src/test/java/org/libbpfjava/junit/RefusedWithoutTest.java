package org.libbpfjava.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.message.Message;
import org.opentest4j.MultipleFailuresError;

/** Not every refusal is that of the feature. */
class RefusedWithoutTest {

  @Test
  void theExceptionMustNameFeatureSentenceAndErrno() {
    BpfNotSupportedException foreign =
        new BpfNotSupportedException(Message.whole("program 'f': no", 9999), Feature.ARENA);

    MultipleFailuresError failures =
        assertThrows(
            MultipleFailuresError.class,
            () -> RefusedWithoutInterceptor.check(foreign, Feature.TCX, "needs Linux 6.6"));

    assertEquals(
        List.of(
            "feature ==> expected: <TCX> but was: <ARENA>",
            "org.libbpfjava.feature.BpfNotSupportedException: program 'f': no ==> expected: <true> but"
                + " was: <false>",
            "name of 9999 ==> expected: not equal but was: <errno>"),
        failures.getFailures().stream().map(Throwable::getMessage).toList());
  }
}
