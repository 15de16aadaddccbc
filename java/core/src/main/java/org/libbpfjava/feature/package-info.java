/** What the running kernel can do: its version, its features, and how to ask for one. */
@NullMarked
package org.libbpfjava.feature;

import org.jspecify.annotations.NullMarked;
