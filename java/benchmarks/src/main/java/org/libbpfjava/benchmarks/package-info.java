/** Java and C side by side: what is measured, how the two take turns, and the table. */
@NullMarked
package org.libbpfjava.benchmarks;

import org.jspecify.annotations.NullMarked;
