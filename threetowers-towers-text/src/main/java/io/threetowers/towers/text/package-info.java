/**
 * Text transformers as big_vision, CLIP, SigLIP and BERT build them, component {@code
 * text-transformer}, and tokenizers.
 */
@NullMarked
package io.threetowers.towers.text;

import org.jspecify.annotations.NullMarked;
