package io.threetowers.api;

import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;

/**
 * Joins two embeddings, or an embedding and a label: an edge of the experiment.
 *
 * <p>Edges that name one loss share its parameters.
 */
public interface Loss {

  /**
   * (left, right) to a scalar, the loss, then one scalar per name in {@link #metrics()}.
   *
   * <p>Row i of the left side belongs to row i of the right side. The loss is a mean over the
   * batch.
   */
  Block block();

  /** What the left side is: an embedding as it is, or normalised. */
  default Side left() {
    return Side.NORMALIZED;
  }

  /** What the right side is. */
  default Side right() {
    return Side.NORMALIZED;
  }

  /** Names of further scalars that the block returns; they are only logged. */
  default List<String> metrics() {
    return List.of();
  }

  /** Limits that the host enforces on parameters after every update, by name. */
  default Map<String, Bounds> bounds() {
    return Map.of();
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

  /** Inclusive limits of a parameter's entries. */
  record Bounds(double min, double max) {}

  /** A loss over two normalised embeddings. */
  static Loss of(Block block) {
    return () -> block;
  }
}
