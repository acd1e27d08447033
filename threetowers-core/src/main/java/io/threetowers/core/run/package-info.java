/**
 * What a run leaves on disk: its folder, its record, its checkpoints, and how runs are compared.
 */
@NullMarked
package io.threetowers.core.run;

import org.jspecify.annotations.NullMarked;
