package org.libbpfjava.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.libbpfjava.feature.Feature;

/**
 * A test that only makes sense on kernels with some features.
 *
 * <p>A kernel that has them runs it. On one whose version, architecture or build options leave a
 * feature out it is skipped, with that fact as the reason. Where the feature is expected and
 * missing all the same it fails, so no skip can hide a bug; only a machine that forbids the feature
 * (EPERM) may skip it, and not under {@code -Dlibbpfjava.requireKernel=true}.
 *
 * @see RefusedWithout
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(RequiresFeatureCondition.class)
public @interface RequiresFeature {

  /** {@return the features, all of which it needs} */
  Feature[] value();
}
