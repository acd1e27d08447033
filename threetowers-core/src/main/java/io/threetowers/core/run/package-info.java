/** Run folders: what a run leaves behind, and what people make of several of them. */
@NullMarked
package io.threetowers.core.run;

import org.jspecify.annotations.NullMarked;
