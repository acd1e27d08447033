/** The grid of a sweep: what is written on the command line, and the runs that it means. */
@NullMarked
package io.threetowers.core.sweep;

import org.jspecify.annotations.NullMarked;
