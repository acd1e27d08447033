/** Files of weights: what they hold is checked before it is used, and never run. */
@NullMarked
package io.threetowers.core.weights;

import org.jspecify.annotations.NullMarked;
