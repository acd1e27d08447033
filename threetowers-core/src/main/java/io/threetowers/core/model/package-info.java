/** Towers, heads and losses with their parameters: the model that an experiment describes. */
@NullMarked
package io.threetowers.core.model;

import org.jspecify.annotations.NullMarked;
