/** Where every random number of a run comes from. */
@NullMarked
package io.threetowers.core.seed;

import org.jspecify.annotations.NullMarked;
