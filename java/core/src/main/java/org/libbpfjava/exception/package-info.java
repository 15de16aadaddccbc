/**
 * What goes wrong. All exceptions are unchecked and stand under {@link
 * org.libbpfjava.exception.BpfException}.
 *
 * <p>A message says what was tried on what, why it failed, and what to do. Subclasses are for what
 * a program can act on:
 *
 * <pre>{@code
 * try (BpfObject object = BpfObject.load(path, open -> open.variable("max_lenght").setInt(20))) {
 *   object.program("count").testRun(TestRun.once().withData(new byte[64]));
 * } catch (NoSuchMemberException e) {
 *   System.out.println(e.kind() + ": " + e.nearNames().get(0)); // VARIABLE: max_length
 * } catch (BpfPermissionException e) {
 *   System.out.println(e.getMessage()); // names the capability that is missing
 * } catch (BpfException e) {
 *   System.out.println(e.getMessage());
 *   e.libbpfMessages().forEach(System.out::println); // all that libbpf said
 * }
 * }</pre>
 *
 * <p>Two subclasses live with their subject: {@code BpfLoadException} of the package {@code
 * verifier} has the verifier's log, and {@code BpfNotSupportedException} of the package {@code
 * feature} names the feature that the kernel lacks.
 *
 * <p>A wrong argument is an {@link java.lang.IllegalArgumentException}. An object that is closed or
 * loaded already is an {@link java.lang.IllegalStateException}. Null is a {@link
 * java.lang.NullPointerException} with the parameter's name.
 */
@NullMarked
package org.libbpfjava.exception;

import org.jspecify.annotations.NullMarked;
