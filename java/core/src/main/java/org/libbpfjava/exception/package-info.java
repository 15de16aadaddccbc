/** What goes wrong: all exceptions are unchecked and stand under {@link BpfException}. */
@NullMarked
package org.libbpfjava.exception;

import org.jspecify.annotations.NullMarked;
