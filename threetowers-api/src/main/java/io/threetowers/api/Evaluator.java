package io.threetowers.api;

import java.util.Map;
import java.util.Set;

/** Turns a model and data into named numbers. See {@link EvaluatorFactory} for a whole one. */
public interface Evaluator {

  /**
   * Measures.
   *
   * @param embedder the model, as it is after the step that is evaluated
   * @param data the examples to measure on
   * @return metrics in the order in which they are shown, named as peers name them: {@code
   *     image_to_text_R@1}, {@code zeroshot-top1}
   */
  Map<String, Double> run(Embedder embedder, DataSource data);

  /**
   * {@return the embeddings that {@link #run} asks for, so that a misspelt one is found before any
   * training}
   */
  Set<String> embeddings();

  /** {@return the data fields that {@link #run} reads besides those of the embeddings} */
  default Set<String> fields() {
    return Set.of();
  }
}
