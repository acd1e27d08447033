package io.threetowers.core.builtin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptSource;
import java.util.Arrays;

/**
 * A linear classifier in closed form: ridge regression of whitened features on targets of -1 and 1
 * (big_vision, evaluators/fewshot_lsr.py).
 */
final class LinearProbe {

  /** Rows that are scored at a time; each is widened to float64. */
  private static final int CHUNK = 8192;

  private final Script script;

  LinearProbe(BuildContext context) {
    this.script =
        context.script(ScriptSource.resource(LinearProbe.class, "linear-probe.script").text());
  }

  /**
   * Fits.
   *
   * @param rows (N, D) float32
   * @param labels (N) from 0; classes beyond the largest are never predicted
   * @param l2 added to the diagonal
   * @return mean (D), deviation (D) and weights (D + 1, C), float64, attached to {@code scope}
   */
  NDList fit(NDArray rows, int[] labels, double l2, NDManager scope) {
    try (NDArray targets = scope.create(longs(labels));
        NDArray ridge = scope.create(l2)) {
      NDList fitted = script.call("fit", rows, targets, ridge);
      fitted.attach(scope);
      return fitted;
    }
  }

  /** Scores (N, C) float64, attached to {@code scope}. */
  NDArray scores(NDArray rows, NDList fitted, NDManager scope) {
    NDArray scores =
        script.call("scores", rows, fitted.get(0), fitted.get(1), fitted.get(2)).head();
    scores.attach(scope);
    return scores;
  }

  /** The share of rows (N, D) whose highest score is that of their label. */
  double accuracy(NDArray rows, int[] labels, NDList fitted) {
    long right = 0;
    for (int from = 0; from < labels.length; from += CHUNK) {
      int to = Math.min(from + CHUNK, labels.length);
      try (NDManager scope = rows.getManager().newSubManager()) {
        NDArray some = rows.get(scope, new NDIndex("{}:{}", from, to));
        NDArray truth = scope.create(longs(Arrays.copyOfRange(labels, from, to)));
        NDArray count =
            script.call("right", some, truth, fitted.get(0), fitted.get(1), fitted.get(2)).head();
        count.attach(scope);
        right += count.getLong();
      }
    }
    return (double) right / labels.length;
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
