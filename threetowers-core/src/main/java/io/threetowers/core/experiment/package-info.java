/** The experiment file as immutable records. */
@NullMarked
package io.threetowers.core.experiment;

import org.jspecify.annotations.NullMarked;
