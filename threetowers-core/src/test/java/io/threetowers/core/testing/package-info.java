/** What the tests of several packages share. */
@NullMarked
package io.threetowers.core.testing;

import org.jspecify.annotations.NullMarked;
