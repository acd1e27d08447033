package io.threetowers.api;

import java.util.Map;
import java.util.Set;

/** Turns a model and data into named numbers. */
public interface Evaluator {

  /**
   * Measures.
   *
   * @return metrics named as peers name them: {@code image_to_text_R@1}, {@code zeroshot-top1}
   */
  Map<String, Double> run(Embedder embedder, DataSource data);

  /**
   * The embeddings that {@link #run} asks for, so that a misspelt one is found before any training.
   */
  Set<String> embeddings();

  /** The data fields that {@link #run} reads besides those of the embeddings. */
  default Set<String> fields() {
    return Set.of();
  }
}
