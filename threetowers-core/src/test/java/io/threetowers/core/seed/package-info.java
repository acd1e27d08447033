/** Tests of the seeds. */
@NullMarked
package io.threetowers.core.seed;

import org.jspecify.annotations.NullMarked;
