package io.threetowers.core.builtin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.api.Script;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@link AdamW}: one call of the engine's fused kernel per group. */
final class AdamWOptimizer implements Optimizer {
  private static final String MEAN = "exp_avg";
  private static final String SQUARE = "exp_avg_sq";
  private static final String STEP = "step";

  private final Script script;
  private final OptimizerState state = new OptimizerState("adamw", Set.of(MEAN, SQUARE, STEP));

  AdamWOptimizer(Script script) {
    this.script = script;
  }

  @Override
  public void step(List<ParameterGroup> groups) {
    for (ParameterGroup group : groups) {
      if (!group.names().isEmpty()) {
        update(group);
      }
    }
  }

  private void update(ParameterGroup group) {
    NDList counts = new NDList(group.names().size());
    for (int i = 0; i < group.names().size(); i++) {
      // On the parameter's device: the kernel reads it there.
      NDArray parameter = group.parameters().get(i);
      counts.add(state.array(group.names().get(i), STEP, new Shape(), parameter.getDevice()));
    }
    try (NDManager scope = state.scope()) {
      // First, since the result joins the manager of the first argument.
      NDArray rates = scope.create(new double[] {group.learningRate(), group.decay()});
      NDList means = state.likeParameters(group, MEAN);
      NDList squares = state.likeParameters(group, SQUARE);
      script.call("update", rates, group.parameters(), group.gradients(), means, squares, counts);
    }
  }

  @Override
  public Map<String, NDArray> state() {
    return state.arrays();
  }

  @Override
  public void load(Map<String, NDArray> saved) {
    state.load(saved);
  }

  @Override
  public void close() {
    state.close();
  }
}
