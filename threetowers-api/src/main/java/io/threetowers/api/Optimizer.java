package io.threetowers.api;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/**
 * Updates parameters in place from their gradients.
 *
 * <p>Learning rate, schedule, weight decay, their multipliers and clipping belong to the host and
 * arrive in each {@link ParameterGroup}. See {@link OptimizerFactory} for a whole one.
 */
public interface Optimizer extends AutoCloseable {

  /**
   * One update; state for parameters not seen before starts at zero.
   *
   * @param groups all parameters that are trained at this step; how they are grouped must not
   *     matter
   */
  void step(List<ParameterGroup> groups);

  /**
   * {@return everything that the next step depends on, by name: {@code <parameter>.<what>}} The
   * arrays stay the optimizer's. Of bfloat16, which only scripts can make, a checkpoint holds the
   * values as float32, and {@link #load} is given them so.
   */
  Map<String, NDArray> state();

  /**
   * Goes on from a saved state, so that the next step is bit for bit what it would have been.
   *
   * @param state copied; what {@link #state()} gave, by way of a checkpoint
   */
  void load(Map<String, NDArray> state);

  /** Frees the state; may be called twice. */
  @Override
  void close();
}
