/** One class a row; each does what the function of the same name in src/main/c does. */
@NullMarked
package org.libbpfjava.benchmarks.rows;

import org.jspecify.annotations.NullMarked;
