package io.threetowers.api;

import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Joins two embeddings, or an embedding and a label: an edge of the experiment.
 *
 * <p>Edges that name one loss share its parameters. See {@link LossFactory} for a whole one.
 */
public interface Loss {

  /**
   * (left, right) to a scalar, the loss, then one scalar per name in {@link #metrics()}.
   *
   * <p>Row i of the left side belongs to row i of the right side. The loss is a mean over the
   * batch. Both sides arrive detached: the backward pass ends at them.
   *
   * @return the block; its parameters are declared as for {@link Tower#block()}
   */
  Block block();

  /** {@return the form in which the left side arrives} */
  default Side left() {
    return Side.NORMALIZED;
  }

  /** {@return the form in which the right side arrives} */
  default Side right() {
    return Side.NORMALIZED;
  }

  /**
   * {@return names of the further scalars that the block returns, in their order; they are only
   * logged, as {@code <edge>/<name>}}
   */
  default List<String> metrics() {
    return List.of();
  }

  /**
   * {@return limits that the host enforces on parameters after every update, by the name that the
   * block declares}
   */
  default Map<String, Bounds> bounds() {
    return Map.of();
  }

  /**
   * What the loss is if the two sides say nothing about each other, at the best, so that the host
   * can tell a model that learns nothing: ln B for a softmax over the batch.
   *
   * <p>A loss that answers has the other examples of the batch for negatives.
   *
   * @param batch B, the number of examples
   * @return empty if it does not follow from B, or if there are no negatives
   */
  default OptionalDouble chance(long batch) {
    return OptionalDouble.empty();
  }

  /** The form in which a side arrives. */
  enum Side {
    /** (B, D): x / (|x| + 1e-8), row by row (big_vision, models/proj/image_text/two_towers.py). */
    NORMALIZED,
    /** (B, D): as the head or tower gives it. */
    RAW,
    /**
     * (B) int64: the index of the label in the vocabulary of its field; written {@code label:field}
     * in the file.
     */
    LABEL
  }

  /**
   * Inclusive limits of a parameter's entries.
   *
   * @param min the least, or {@link Double#NEGATIVE_INFINITY}
   * @param max the greatest, or {@link Double#POSITIVE_INFINITY}
   */
  record Bounds(double min, double max) {}

  /**
   * A loss over two normalised embeddings, without metrics and bounds.
   *
   * @param block (B, D) and (B, D) to a scalar
   * @return a loss whose other answers are the defaults
   */
  static Loss of(Block block) {
    return () -> block;
  }

  /**
   * A loss over two normalised embeddings, without bounds.
   *
   * @param block (B, D) and (B, D) to a scalar, then one scalar per metric
   * @param metrics names of those further scalars, in their order
   * @return a loss whose other answers are the defaults
   */
  static Loss of(Block block, String... metrics) {
    return new MeasuredLoss(block, List.of(metrics));
  }
}
