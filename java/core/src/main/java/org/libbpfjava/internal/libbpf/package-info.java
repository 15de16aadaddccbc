/** The door to libbpf: the only package that calls the raw binding, beside the probes. */
@NullMarked
package org.libbpfjava.internal.libbpf;

import org.jspecify.annotations.NullMarked;
