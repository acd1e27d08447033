/** Trained models as folders that other people's programs load. */
@NullMarked
package io.threetowers.core.export;

import org.jspecify.annotations.NullMarked;
