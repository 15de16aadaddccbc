/**
 * What the running kernel holds, who holds it, what it can do, and why it refuses something.
 *
 * <p>Begin with {@link org.libbpfjava.kernel.Kernel}:
 *
 * <pre>{@code
 * Holders holders = Kernel.holders();
 * Kernel.maps()
 *     .filter(map -> map.name().equals("flows"))
 *     .forEach(map -> System.out.println(map.type() + " " + holders.ofMap(map.id())));
 * ProgramType wanted = ProgramType.NETFILTER;
 * if (Kernel.supports(wanted)) {
 *   System.out.println(wanted + " programs, since Linux " + Kernel.since(wanted));
 * }
 * System.out.println(Kernel.diagnosis()); // a table for a bug report
 * }</pre>
 *
 * <p>To list what others have made takes CAP_SYS_ADMIN. Any number of threads may ask.
 */
@NullMarked
package org.libbpfjava.kernel;

import org.jspecify.annotations.NullMarked;
