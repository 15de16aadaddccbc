package org.libbpfjava.junit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.Feature;

/** Runs a {@link RefusedWithout} test and asserts the way in which it must fail. */
final class RefusedWithoutInterceptor implements InvocationInterceptor {

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    Feature feature = method.getExecutable().getAnnotation(RefusedWithout.class).value();
    Optional<Absence> absence = Absence.of(feature);
    if (absence.isEmpty()) {
      invocation.proceed();
      return;
    }
    String sentence = absence.get().reasonToSkip();
    if (absence.get().isForbidden()) {
      invocation.skip();
      Assumptions.abort(sentence);
    }
    BpfNotSupportedException refused =
        assertThrows(BpfNotSupportedException.class, invocation::proceed, sentence);
    check(refused, feature, sentence);
  }

  static void check(BpfNotSupportedException refused, Feature feature, String sentence) {
    assertAll(
        () -> assertEquals(feature, refused.feature(), "feature"),
        () -> assertTrue(refused.toString().endsWith(": " + sentence), refused::toString),
        () -> assertNotEquals("errno", refused.errnoName(), () -> "name of " + refused.errno()));
  }
}
