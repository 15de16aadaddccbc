package org.libbpfjava.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that makes real bpf(2) calls.
 *
 * <p>It needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN; root has them. Without them the whole class
 * is skipped, and the reason names what is missing. Where {@link KernelTier#isRequired} is true the
 * class fails instead.
 *
 * <p>The class carries the tag {@code kernel}, so that a build can select or exclude it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("kernel")
@ExtendWith(KernelTestCondition.class)
public @interface KernelTest {}
