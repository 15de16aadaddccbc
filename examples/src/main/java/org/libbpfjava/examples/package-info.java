/** Examples, one class each, run by name from one jar. */
@NullMarked
package org.libbpfjava.examples;

import org.jspecify.annotations.NullMarked;
