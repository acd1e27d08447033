/**
 * Losses over pairs of embeddings, each a scripted block: contrastive, classification and
 * distillation.
 */
@NullMarked
package io.threetowers.losses;

import org.jspecify.annotations.NullMarked;
