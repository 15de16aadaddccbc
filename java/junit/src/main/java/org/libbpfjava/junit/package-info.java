/**
 * For JUnit tests that load real BPF programs: when they run, what they compile, where they pin.
 *
 * <pre>{@code
 * @KernelTest
 * class CounterKernelTest {
 *   @Test
 *   @RequiresFeature(Feature.MMAPABLE_ARRAYS)
 *   void itCounts() {
 *     byte[] bytes = Clang.object(Path.of("src/main/bpf/counter.bpf.c"));
 *     try (BpfObject object = BpfObject.load(bytes)) { … }
 *   }
 * }
 * }</pre>
 *
 * <p>Nothing is skipped without a reason in the test report, and on a machine that must run all
 * tests a skip is a failure: {@link org.libbpfjava.junit.KernelTier}.
 */
@NullMarked
package org.libbpfjava.junit;

import org.jspecify.annotations.NullMarked;
