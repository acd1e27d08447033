package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Updates nothing and keeps a copy of every gradient. */
final class Recorder implements Optimizer {
  final Map<String, float[]> gradients = new HashMap<>();

  @Override
  public void step(List<ParameterGroup> groups) {
    for (ParameterGroup group : groups) {
      for (int i = 0; i < group.names().size(); i++) {
        gradients.put(group.names().get(i), group.gradients().get(i).toFloatArray());
      }
    }
  }

  @Override
  public Map<String, NDArray> state() {
    return Map.of();
  }

  @Override
  public void load(Map<String, NDArray> state) {}

  @Override
  public void close() {}
}
