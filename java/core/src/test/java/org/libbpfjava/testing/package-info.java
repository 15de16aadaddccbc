/** What tests share: when they run, and what is asserted where a kernel lacks a feature. */
@NullMarked
package org.libbpfjava.testing;

import org.jspecify.annotations.NullMarked;
