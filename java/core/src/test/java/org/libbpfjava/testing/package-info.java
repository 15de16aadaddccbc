/**
 * What the library's own tests share. What tests of others want too is in {@code
 * org.libbpfjava.junit}.
 *
 * <p>The guests of {@code ci/vm} leave out tests with the tag {@code slow}, and those with the tag
 * {@code host}: what tells nothing of a real kernel, such as an imitation of an older one.
 */
@NullMarked
package org.libbpfjava.testing;

import org.jspecify.annotations.NullMarked;
