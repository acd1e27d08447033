/** Vision transformers as big_vision, CLIP, SigLIP and DINOv2 build them: component {@code vit}. */
@NullMarked
package io.threetowers.towers.vit;

import org.jspecify.annotations.NullMarked;
