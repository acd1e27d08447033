/**
 * The training step, the loop around it, and what it needs: gradients, parameter groups, frozen
 * embeddings.
 */
@NullMarked
package io.threetowers.core.train;

import org.jspecify.annotations.NullMarked;
