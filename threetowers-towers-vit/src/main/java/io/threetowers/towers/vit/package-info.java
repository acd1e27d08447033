/** Vision transformers as big_vision builds them: component {@code vit}. */
@NullMarked
package io.threetowers.towers.vit;

import org.jspecify.annotations.NullMarked;
