package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Loss;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.script.Autograd;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stage 2 of a step: every edge over detached embeddings, and the backward pass down to them. */
final class Losses {
  private final Model model;
  private final Composition composition;
  private final HostScript host;
  private final float[] weights;

  Losses(Model model, HostScript host) {
    this.model = model;
    this.composition = model.composition();
    this.host = host;
    List<Edge> edges = composition.edges();
    this.weights = new float[edges.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) edges.get(i).weight();
    }
  }

  /**
   * What stage 2 leaves.
   *
   * @param leaves the detached embeddings by name; trained ones hold their gradient
   */
  record Result(
      double total,
      Map<String, Double> edges,
      Map<String, Double> metrics,
      Map<String, NDArray> leaves) {}

  Result run(long step, Map<String, NDArray> outputs, StepInput input, NDManager scope) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    for (String name : composition.joined()) {
      leaves.put(name, Autograd.detach(outputs.get(name), composition.trained(name)));
    }
    NDList perEdge = new NDList();
    NDList metrics = new NDList();
    NDArray total = Autograd.recording(() -> total(leaves, input, scope, perEdge, metrics));
    NDList scalars = new NDList(total).addAll(perEdge).addAll(metrics);
    Result result = result(host.read(scalars), leaves);
    checkFinite(step, result, outputs, input);
    Autograd.backward(total);
    return result;
  }

  private NDArray total(
      Map<String, NDArray> leaves,
      StepInput input,
      NDManager scope,
      NDList perEdge,
      NDList metrics) {
    Map<String, NDArray> normalized = new HashMap<>();
    for (Edge edge : composition.edges()) {
      NDList values =
          model.loss(
              edge,
              side(edge.left(), leaves, normalized, input),
              side(edge.right(), leaves, normalized, input));
      perEdge.add(values.head());
      metrics.addAll(values.subNDList(1));
    }
    return host.weightedSum(perEdge, scope.create(weights));
  }

  private NDArray side(
      Edge.Side side,
      Map<String, NDArray> leaves,
      Map<String, NDArray> normalized,
      StepInput input) {
    if (side.isLabel()) {
      return input.labels().get(side.name());
    }
    NDArray leaf = leaves.get(side.name());
    return side.form() == Loss.Side.RAW
        ? leaf
        : normalized.computeIfAbsent(side.name(), name -> host.normalize(leaf));
  }

  private Result result(float[] values, Map<String, NDArray> leaves) {
    Map<String, Double> edges = new LinkedHashMap<>();
    Map<String, Double> metrics = new LinkedHashMap<>();
    int next = 1;
    for (Edge edge : composition.edges()) {
      edges.put(edge.name(), (double) values[next++]);
    }
    for (Edge edge : composition.edges()) {
      for (String metric : edge.loss().metrics()) {
        metrics.put(edge.name() + "/" + metric, (double) values[next++]);
      }
    }
    return new Result(values[0], edges, metrics, leaves);
  }

  private void checkFinite(
      long step, Result result, Map<String, NDArray> outputs, StepInput input) {
    result
        .edges()
        .forEach(
            (edge, value) -> {
              if (!Double.isFinite(value)) {
                throw NonFiniteLossException.loss(
                    step + 1,
                    "the loss of edge " + edge,
                    value,
                    NonFiniteOrigin.ofLoss(model, outputs, input));
              }
            });
    if (!Double.isFinite(result.total())) {
      throw NonFiniteLossException.loss(
          step + 1,
          "the weighted sum of the losses",
          result.total(),
          NonFiniteOrigin.ofLoss(model, outputs, input));
    }
  }
}
