/** The presets that JavaCPP builds the raw binding from, and the loader of its native library. */
@NullMarked
package org.libbpfjava.presets;

import org.jspecify.annotations.NullMarked;
