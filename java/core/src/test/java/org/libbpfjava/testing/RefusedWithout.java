package org.libbpfjava.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.libbpfjava.feature.Feature;

/**
 * A test that runs on every kernel: with the feature it must pass, without it must end in the
 * feature's own {@link org.libbpfjava.feature.BpfNotSupportedException}.
 *
 * <p>Asserted of that exception: the feature, its first kernel, the sentence, and an errno that has
 * a name. What an extension does before the test method, such as loading an object, is not covered:
 * do it inside.
 *
 * @see RequiresFeature
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(RefusedWithoutInterceptor.class)
public @interface RefusedWithout {

  /** {@return the feature} */
  Feature value();
}
