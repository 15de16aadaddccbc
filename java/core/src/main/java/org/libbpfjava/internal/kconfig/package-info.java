/** The kernel's configuration, which an object asks for by its __kconfig externs. */
@NullMarked
package org.libbpfjava.internal.kconfig;

import org.jspecify.annotations.NullMarked;
