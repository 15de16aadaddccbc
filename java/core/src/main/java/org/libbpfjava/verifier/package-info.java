/** What the verifier did: its log, its statistics, the code that it removed. */
@NullMarked
package org.libbpfjava.verifier;

import org.jspecify.annotations.NullMarked;
