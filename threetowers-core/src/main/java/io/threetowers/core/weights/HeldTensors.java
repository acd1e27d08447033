package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.weights.WeightExpression;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tensors of a file, each read once as long as one expression after the other needs it. */
public final class HeldTensors {
  private final WeightFile weights;
  private final NDManager manager;
  private final Map<String, NDArray> held = new HashMap<>();

  /**
   * None yet.
   *
   * @param manager of the arrays, which closes them at the latest
   */
  public HeldTensors(WeightFile weights, NDManager manager) {
    this.weights = weights;
    this.manager = manager;
  }

  /** Lets go of what an expression does not need. */
  public void keepOnly(WeightExpression expression) {
    Set<String> needed = expression.tensors().collect(Collectors.toSet());
    held.entrySet()
        .removeIf(
            entry -> {
              boolean goes = !needed.contains(entry.getKey());
              if (goes) {
                entry.getValue().close();
              }
              return goes;
            });
  }

  /**
   * A tensor.
   *
   * @param scope of the view that is returned, and of what is computed from it
   */
  public NDArray read(String name, NDManager scope) throws IOException {
    NDArray whole = held.get(name);
    if (whole == null) {
      whole = weights.read(name, manager);
      held.put(name, whole);
    }
    NDArray view = whole.reshape(whole.getShape());
    view.attach(scope);
    return view;
  }
}
