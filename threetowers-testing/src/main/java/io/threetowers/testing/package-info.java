/** What the tests of core and of the launcher share; no part of any distribution. */
@NullMarked
package io.threetowers.testing;

import org.jspecify.annotations.NullMarked;
