package io.threetowers.core.train;

import io.threetowers.core.data.DataPosition;

/**
 * Where a run stands, besides its arrays.
 *
 * @param step steps done
 * @param position in the training data
 */
public record TrainingState(long step, DataPosition position) {}
