/**
 * Events that BPF programs write and Java reads in place: ring buffers, and perf buffers for
 * kernels before 5.8.
 */
@NullMarked
package org.libbpfjava.event;

import org.jspecify.annotations.NullMarked;
