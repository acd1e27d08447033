package io.threetowers.api;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/** Updates parameters in place from their gradients. */
public interface Optimizer extends AutoCloseable {

  /** One update; state for parameters not seen before starts at zero. */
  void step(List<ParameterGroup> groups);

  /**
   * Everything that the next step depends on, by name: {@code <parameter>.<what>}. The arrays stay
   * the optimizer's.
   */
  Map<String, NDArray> state();

  /** Replaces the state by a copy of {@code state}, which came from {@link #state()}. */
  void load(Map<String, NDArray> state);

  @Override
  void close();
}
