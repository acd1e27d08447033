/** What a run tells of itself: where its time goes, what to do about it, and whether it is well. */
@NullMarked
package io.threetowers.core.watch;

import org.jspecify.annotations.NullMarked;
