/** The numbers of a run on an MLflow server. */
@NullMarked
package io.threetowers.trackers.mlflow;

import org.jspecify.annotations.NullMarked;
