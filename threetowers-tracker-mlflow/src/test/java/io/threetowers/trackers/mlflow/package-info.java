@NullMarked
package io.threetowers.trackers.mlflow;

import org.jspecify.annotations.NullMarked;
