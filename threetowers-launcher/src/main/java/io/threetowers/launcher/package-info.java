/** The command line. */
@NullMarked
package io.threetowers.launcher;

import org.jspecify.annotations.NullMarked;
