package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.Model;
import java.util.Map;
import java.util.Optional;

/**
 * What is exported of a model: an image embedding and a text embedding, with all that they are
 * computed from, and the loss that joins them.
 *
 * @param loss empty if no edge joins these two
 */
record ExportedPair(Model model, Side image, Side text, Optional<Edge> loss) {
  /** open_clip's and Hugging Face's names, which losses use for the same numbers. */
  static final String LOGIT_SCALE = "logit_scale";

  static final String LOGIT_BIAS = "logit_bias";

  /** The logarithm of the multiplier of the cosines, one number. */
  Optional<NDArray> logitScale() {
    return scalar(LOGIT_SCALE);
  }

  /** What is added to the multiplied cosines, one number. */
  Optional<NDArray> logitBias() {
    return scalar(LOGIT_BIAS);
  }

  private Optional<NDArray> scalar(String name) {
    return loss.map(edge -> Side.parameters(edge.loss().block()))
        .map((Map<String, NDArray> all) -> all.get(name))
        .filter(value -> value.size() == 1);
  }
}
