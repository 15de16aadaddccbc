package org.libbpfjava.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.libbpfjava.feature.Feature;

/**
 * A test that makes sense only on kernels with some features.
 *
 * <table>
 * <caption>What happens to it</caption>
 * <tr><th>The kernel</th><th>The test</th></tr>
 * <tr><td>has all the features</td><td>runs</td></tr>
 * <tr><td>lacks one, by its version, architecture or build options</td>
 *     <td>is skipped, with that fact as the reason</td></tr>
 * <tr><td>refuses one to this process (EPERM)</td>
 *     <td>is skipped; fails where {@link KernelTier#isRequired}</td></tr>
 * <tr><td>should have all, and lacks one all the same</td><td>fails</td></tr>
 * </table>
 *
 * <p>So a skip cannot hide a bug.
 *
 * @see RefusedWithout
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(RequiresFeatureCondition.class)
public @interface RequiresFeature {

  /** {@return the features, all of which the test needs} */
  Feature[] value();
}
