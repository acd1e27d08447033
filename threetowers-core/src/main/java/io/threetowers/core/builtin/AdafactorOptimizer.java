package io.threetowers.core.builtin;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.api.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * {@link Adafactor}: two calls per group, one for the parameters that are factored and one for the
 * others.
 */
final class AdafactorOptimizer implements Optimizer {
  private static final String MEAN = "exp_avg";
  private static final String SQUARE = "exp_avg_sq";
  private static final String ROW = "exp_avg_sq_row";
  private static final String COLUMN = "exp_avg_sq_column";
  private static final String STEP = "step";

  private final Script script;
  private final int minDimension;
  private final boolean lowersMeans;
  private final OptimizerState state =
      new OptimizerState("adafactor", Set.of(MEAN, SQUARE, ROW, COLUMN, STEP));

  /**
   * An optimizer without state.
   *
   * @param lowersMeans whether means are bfloat16 arrays, which only scripts can make
   */
  AdafactorOptimizer(Script script, int minDimension, boolean lowersMeans) {
    this.script = script;
    this.minDimension = minDimension;
    this.lowersMeans = lowersMeans;
  }

  @Override
  public void step(List<ParameterGroup> groups) {
    for (ParameterGroup group : groups) {
      Arguments factored = new Arguments();
      Arguments unfactored = new Arguments();
      for (int i = 0; i < group.names().size(); i++) {
        Shape shape = group.parameters().get(i).getShape();
        Optional<Factoring> factoring = Factoring.of(shape, minDimension);
        (factoring.isPresent() ? factored : unfactored).add(group, i, factoring);
      }
      update(group, factored, unfactored);
    }
  }

  private void update(ParameterGroup group, Arguments factored, Arguments unfactored) {
    try (NDManager scope = state.scope()) {
      // First, since the result joins the manager of the first argument.
      NDArray rates = scope.create(new double[] {group.learningRate(), group.decay()});
      if (!factored.parameters.isEmpty()) {
        script.call(
            "factored",
            rates,
            scope.create(factored.axes(), new Shape(factored.factorings.size(), 2)),
            factored.parameters,
            factored.gradients,
            factored.means,
            factored.squares,
            factored.columns,
            factored.counts);
      }
      if (!unfactored.parameters.isEmpty()) {
        script.call(
            "unfactored",
            rates,
            unfactored.parameters,
            unfactored.gradients,
            unfactored.means,
            unfactored.squares,
            unfactored.counts);
      }
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

  /** The lists of one call; {@code squares} are rows where there are columns. */
  private final class Arguments {
    private final List<Factoring> factorings = new ArrayList<>();
    private final NDList parameters = new NDList();
    private final NDList gradients = new NDList();
    private final NDList means = new NDList();
    private final NDList squares = new NDList();
    private final NDList columns = new NDList();
    private final NDList counts = new NDList();

    void add(ParameterGroup group, int index, Optional<Factoring> factoring) {
      String name = group.names().get(index);
      NDArray parameter = group.parameters().get(index);
      Shape shape = parameter.getShape();
      Device device = parameter.getDevice();
      parameters.add(parameter);
      gradients.add(group.gradients().get(index));
      means.add(lowersMeans ? lowered(name, parameter) : state.array(name, MEAN, shape, device));
      counts.add(state.array(name, STEP, new Shape(), Device.cpu()));
      if (factoring.isPresent()) {
        factorings.add(factoring.get());
        squares.add(state.array(name, ROW, factoring.get().row(shape), device));
        columns.add(state.array(name, COLUMN, factoring.get().column(shape), device));
      } else {
        squares.add(state.array(name, SQUARE, shape, device));
      }
    }

    private NDArray lowered(String name, NDArray parameter) {
      return state.lowered(
          name,
          MEAN,
          parameter,
          like -> script.call("no_means", new NDList(like)).head(),
          saved -> script.call("lowered", saved).head());
    }

    long[] axes() {
      return factorings.stream()
          .flatMapToLong(f -> LongStream.of(f.largest(), f.second()))
          .toArray();
    }
  }
}
