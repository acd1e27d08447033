/** Runs evaluators over a model. */
@NullMarked
package io.threetowers.core.eval;

import org.jspecify.annotations.NullMarked;
