/** What a run leaves on disk, and how it goes on from there. */
@NullMarked
package io.threetowers.core.run;

import org.jspecify.annotations.NullMarked;
