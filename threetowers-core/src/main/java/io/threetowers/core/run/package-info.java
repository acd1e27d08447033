<<<<<<< HEAD
/** What a run leaves on disk, and how it goes on from there. */
=======
/** Run folders: what a run leaves behind, and what people make of several of them. */
>>>>>>> plugin
@NullMarked
package io.threetowers.core.run;

import org.jspecify.annotations.NullMarked;
