package io.threetowers.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.TorchScript;

/** The host's own operations on embeddings and losses: typed calls of {@code host.script}. */
public final class HostScript {
  private final Script script =
      new TorchScript(ScriptSource.resource(HostScript.class, "host.script").text());

  /**
   * (B, D) to (B, D): x / (|x| + 1e-8) row by row (big_vision,
   * models/proj/image_text/two_towers.py).
   */
  public NDArray normalize(NDArray x) {
    return script.call("normalize", x).head();
  }

  /** Σ weight · loss. */
  public NDArray weightedSum(NDList losses, NDArray weights) {
    return script.call("weighted_sum", losses, weights).head();
  }

  /** Σ embedding · gradient, a scalar that carries the gradients on. */
  public NDArray push(NDList embeddings, NDList gradients) {
    return script.call("push", embeddings, gradients).head();
  }

  /** Rows below each other. */
  public NDArray concatenate(NDList parts) {
    return script.call("concatenate", parts).head();
  }

  /** The values of scalars, in one transfer. */
  public float[] read(NDList scalars) {
    try (NDArray vector = script.call("gather", scalars).head()) {
      return vector.toFloatArray();
    }
  }

  /** Limits every entry of {@code x} in place. */
  public void clamp(NDArray x, NDArray low, NDArray high) {
    script.call("clamp", x, low, high).close();
  }

  /** The rows of {@code table} (N, D) that {@code index} (B) int64 names: (B, D). */
  public NDArray rows(NDArray table, NDArray index) {
    return script.call("rows", table, index).head();
  }

  /**
   * Whether a backward pass from {@code x} would reach anything. NDArray.hasGradient() knows it of
   * leaves alone.
   */
  public boolean hasWayBack(NDArray x) {
    try (NDArray answer = Autograd.recording(() -> script.call("has_way_back", x).head())) {
      return answer.getBoolean();
    }
  }
}
