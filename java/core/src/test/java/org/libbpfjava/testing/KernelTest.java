package org.libbpfjava.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that makes real bpf(2) calls; it belongs to the kernel tier.
 *
 * <p>Tagged {@code kernel}. Without the capabilities the whole class is skipped, with that as the
 * reason; under {@code -Dlibbpfjava.requireKernel=true}, as {@code ci/vm} runs it, it fails.
 *
 * <p>The guests of {@code ci/vm} leave out what is tagged {@code slow}, and {@code host}: what
 * tells nothing of a real kernel, such as an imitation of an older one.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("kernel")
@ExtendWith(KernelTestCondition.class)
public @interface KernelTest {}
