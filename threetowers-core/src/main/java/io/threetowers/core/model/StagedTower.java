package io.threetowers.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.threetowers.core.experiment.Precision;
import io.threetowers.core.script.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One pass of a tower, stage by stage.
 *
 * <p>Lowered parameters are leaves of their own: each stage's backward pass ends at them, and
 * {@link #pushParameters} carries what has gathered there on to the float32 ones, once.
 */
public final class StagedTower implements AutoCloseable {
  private final TowerNode node;
  private final NDArray rows;
  private final Bfloat16 bfloat16;
  private final ParameterStore store;
  private final NDList recorded = new NDList();
  private final NDList leaves = new NDList();

  StagedTower(TowerNode node, ParameterStore masters, Bfloat16 bfloat16, NDArray rows) {
    this.node = node;
    this.rows = rows;
    this.bfloat16 = bfloat16;
    this.store = node.precision() == Precision.FP32 ? masters : lowered();
  }

  private ParameterStore lowered() {
    Block block = node.tower().block();
    List<Parameter> parameters = new ArrayList<>(block.getParameters().values());
    recorded.addAll(Autograd.recording(() -> bfloat16.lower(block, rows).arrays()));
    for (int i = 0; i < recorded.size(); i++) {
      leaves.add(Autograd.detach(recorded.get(i), parameters.get(i).requiresGradient()));
    }
    return new Bfloat16.Lowered(parameters, leaves);
  }

  /** Of the tower. */
  public String name() {
    return node.name();
  }

  /** How many stages there are. */
  public int count() {
    return node.tower().stages().size();
  }

  /**
   * The first stage that reads a trained parameter, found by running stages on one example: each is
   * given all parameters, and what it reads of them the engine alone knows.
   *
   * @param hasWayBack whether a backward pass from an array would reach anything
   * @return {@link #count()} if there is none
   */
  public int firstTrained(Predicate<NDArray> hasWayBack) {
    try (NDManager scope = rows.getManager().newSubManager()) {
      NDArray one = rows.get(new NDIndex("0:1"));
      one.attach(scope);
      NDArray x = one;
      for (int stage = 0; stage < count(); stage++) {
        NDArray input = x;
        int next = stage;
        x = Autograd.recording(() -> run(next, input, one, false));
        if (hasWayBack.test(x)) {
          return stage;
        }
      }
      return count();
    }
  }

  /** Whether {@code stage} gives the embedding. */
  public boolean isLast(int stage) {
    return stage == count() - 1;
  }

  /**
   * Runs a stage.
   *
   * @param input what the stage before gave; of the first, the tower's rows
   * @return (B, D) float32 of the last stage, what the tower likes of others
   */
  public NDArray run(int stage, NDArray input, boolean training) {
    return run(stage, input, rows, training);
  }

  private NDArray run(int stage, NDArray input, NDArray rows, boolean training) {
    Block block = node.tower().stages().get(stage);
    NDList result =
        stage == 0
            ? Model.run(node.place(), store, block, training, input)
            : Model.run(node.place(), store, block, training, input, rows);
    if (!isLast(stage)) {
      return result.head();
    }
    if (node.precision() != Precision.FP32) {
      try (NDArray low = result.head()) {
        result = new NDList(bfloat16.lift(low));
      }
    }
    return Outputs.rows(node.place(), result, rows.getShape().get(0), node.tower().width());
  }

  /**
   * Carries gradients on from lowered parameters.
   *
   * @param push the backward pass of Σ array · gradient
   */
  public void pushParameters(Push push) {
    NDList reached = new NDList();
    NDList gradients = new NDList();
    for (int i = 0; i < leaves.size(); i++) {
      NDArray gradient = Autograd.gradient(leaves.get(i));
      if (gradient != null) {
        reached.add(recorded.get(i));
        gradients.add(gradient);
      }
    }
    if (!reached.isEmpty()) {
      push.run(reached, gradients);
      gradients.close();
    }
  }

  /** The backward pass of Σ array · gradient. */
  @FunctionalInterface
  public interface Push {
    void run(NDList arrays, NDList gradients);
  }

  @Override
  public void close() {
    leaves.close();
    recorded.close();
  }
}
