/** Words of messages: names that are near, text that can be printed, names that C takes. A leaf. */
@NullMarked
package org.libbpfjava.internal.message;

import org.jspecify.annotations.NullMarked;
