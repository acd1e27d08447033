@NullMarked
package io.threetowers.trackers.tensorboard;

import org.jspecify.annotations.NullMarked;
