/**
 * What the running kernel can do: its version, its features, and how to ask for one.
 *
 * <p>Begin with {@link org.libbpfjava.feature.Feature}:
 *
 * <pre>{@code
 * if (!Feature.TCX.isSupported()) {
 *   System.out.println(Feature.TCX.absence()); // … needs Linux 6.6, this is 6.1
 * }
 * if (KernelVersion.running().isAtLeast(KernelVersion.of(5, 8))) {
 *   System.out.println("new enough for CAP_BPF");
 * }
 * Feature.GLOBAL_DATA.require("the counters"); // or BpfNotSupportedException
 * }</pre>
 *
 * <p>The first question about a feature tries it out in the kernel, which needs the same privilege
 * as its use. The answer is kept. Any number of threads may ask.
 */
@NullMarked
package org.libbpfjava.feature;

import org.jspecify.annotations.NullMarked;
