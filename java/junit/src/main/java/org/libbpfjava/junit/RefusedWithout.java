package org.libbpfjava.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.libbpfjava.feature.Feature;

/**
 * A test that runs on every kernel. Where the kernel has the feature, the test must pass. Where it
 * does not, the test must end in a {@link org.libbpfjava.feature.BpfNotSupportedException} for this
 * feature.
 *
 * <p>Asserted of that exception: the feature, the sentence, and an errno that has a name. Only the
 * test method is covered. Do inside it what needs the feature, such as loading an object, and not
 * in a method that runs before it.
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
