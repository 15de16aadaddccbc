/**
 * For JUnit tests that load real BPF programs: when they run, what they compile, where they pin.
 *
 * <pre>{@code
 * @KernelTest
 * class CounterKernelTest {
 *   @Test
 *   @RequiresFeature(Feature.MMAPABLE_ARRAYS)
 *   void itCounts() {
 *     String c = "int hits; __attribute__((section(\"socket\"))) int count() { return ++hits; }";
 *     try (BpfObject object = BpfObject.load(BpfSource.of(Clang.object(c)), open -> {})) {
 *       object.program("count").testRun(TestRun.once().withData(new byte[64]));
 *       assertEquals(1, object.variable("hits").getInt());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Begin with {@link org.libbpfjava.junit.KernelTest}, which every such test class has. {@link
 * org.libbpfjava.junit.RequiresFeature} and {@link org.libbpfjava.junit.RefusedWithout} are for
 * features that some kernels lack, {@link org.libbpfjava.junit.Clang} compiles C, {@link
 * org.libbpfjava.junit.BpfFs} is a place to pin in.
 *
 * <p>Nothing is skipped without a reason in the test report, and on a machine that must run all
 * tests a skip is a failure: {@link org.libbpfjava.junit.KernelTier}.
 */
@NullMarked
package org.libbpfjava.junit;

import org.jspecify.annotations.NullMarked;
