package io.threetowers.core.model;

import io.threetowers.api.Loss;
import io.threetowers.core.failure.Place;

/**
 * Two sides and the loss that joins them.
 *
 * @param name of the edge in logs, such as {@code img-txt}
 * @param left a name of an embedding
 * @param right a name of an embedding, or of a label field where the loss's right side is a label
 * @param lossName the entry of {@code losses}
 * @param weight its share of the total
 * @param place of the loss's block in the file
 */
public record Edge(
    String name, Side left, Side right, String lossName, Loss loss, double weight, Place place) {

  /** The same in another phase of the training. */
  public Edge weighing(double other) {
    return new Edge(name, left, right, lossName, loss, other, place);
  }

  /**
   * One side.
   *
   * @param name of the embedding or of the label field
   * @param form what the loss takes
   */
  public record Side(String name, Loss.Side form) {
    public boolean isLabel() {
      return form == Loss.Side.LABEL;
    }
  }
}
