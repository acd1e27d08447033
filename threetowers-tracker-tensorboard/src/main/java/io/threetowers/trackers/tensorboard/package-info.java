/** The numbers of a run as event files, which TensorBoard reads. */
@NullMarked
package io.threetowers.trackers.tensorboard;

import org.jspecify.annotations.NullMarked;
