/**
 * What the verifier did: its log, its statistics, the code that it removed.
 *
 * <p>Ask for a record at load, and each program has a {@link
 * org.libbpfjava.verifier.VerifierReport}:
 *
 * <pre>{@code
 * try (OpenBpfObject open = BpfObject.open(path)) {
 *   open.variable("generation").setInt(1);
 *   try (BpfObject object = open.load(LoadOptions.recordVerification())) {
 *     VerifierReport report = object.program("read_clock").verification();
 *     System.out.println(report.statistics().instructionsProcessed());
 *     System.out.println(report.deadCode().removedSlots()); // 4
 *     System.out.println(report.deadCode()); // a listing, with '-' before what was removed
 *   }
 * }
 * }</pre>
 *
 * <p>{@link org.libbpfjava.verifier.BpfLoadException} has the report of a program that was refused.
 * {@code BpfObject.compare} loads an object with two settings of its variables and returns a {@link
 * org.libbpfjava.verifier.SpecializationComparison}: the source lines that fare differently.
 *
 * <p>The dead code of a program is found on the first call of {@code deadCode}, which needs the
 * open object. All results are immutable, and they still answer after the object is closed. Any
 * number of threads may ask.
 */
@NullMarked
package org.libbpfjava.verifier;

import org.jspecify.annotations.NullMarked;
