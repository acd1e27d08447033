package io.threetowers.core.train;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.TorchScript;

/** Operations on all gradients at once, each one scripted call. */
public final class Gradients {
  private final Script script =
      new TorchScript(ScriptSource.resource(Gradients.class, "gradients.script").text());

  /**
   * Shrinks {@code gradients} in place, all by one factor, so that their norm is at most {@code
   * maxNorm}.
   *
   * <p>The factor is min(1, maxNorm / (norm + 1e-6)), as in torch's clip_grad_norm_. big_vision
   * (optax) divides by the norm alone, and only from maxNorm on: the two differ by less than 1e-6 /
   * norm.
   *
   * @param gradients of one device; none gives the norm 0
   * @param maxNorm positive; infinite for the norm alone
   * @return the Euclidean norm over all entries before clipping; not finite if any entry was not,
   *     and then the gradients are not either
   */
  public double clip(NDList gradients, double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("gradients cannot be clipped to the norm " + maxNorm);
    }
    if (gradients.isEmpty()) {
      return 0;
    }
    String method = Double.isInfinite(maxNorm) ? "norm" : "clip";
    try (NDManager scope = scope(gradients)) {
      return script.call(method, scope.create(maxNorm), gradients).head().getFloat();
    }
  }

  /** Sets every entry to zero, in place. */
  public void zero(NDList gradients) {
    if (!gradients.isEmpty()) {
      try (NDManager scope = scope(gradients)) {
        script.call("zero", scope.create(0.0), gradients);
      }
    }
  }

  /**
   * For the limit, which goes first and lives on the CPU: the result joins its manager, and the
   * script reads it without waiting.
   */
  private static NDManager scope(NDList gradients) {
    return gradients.head().getManager().newSubManager(Device.cpu());
  }
}
