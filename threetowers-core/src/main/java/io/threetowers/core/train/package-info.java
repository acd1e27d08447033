/** Training: what happens between a batch and an updated parameter. */
@NullMarked
package io.threetowers.core.train;

import org.jspecify.annotations.NullMarked;
