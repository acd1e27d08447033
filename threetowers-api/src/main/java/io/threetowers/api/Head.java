package io.threetowers.api;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Optional;

/**
 * A map from the embedding of a tower, or of another head, into a space.
 *
 * <p>See {@link HeadFactory} for a whole one.
 */
public interface Head {

  /**
   * {@return the map, (B, input width) to (B, width), float32; parameters are declared as for
   * {@link Tower#block()}}
   */
  Block block();

  /** {@return D, the width of the result} */
  int width();

  /**
   * The parameters that hold the mean and the scale of the head's input, if it standardizes: the
   * host measures them once, over the training data, before the first step. Such a head must read a
   * frozen tower on its clean view.
   *
   * @return empty for a head that takes its input as it is
   */
  default Optional<Standardization> standardization() {
    return Optional.empty();
  }

  /**
   * Where measured statistics go.
   *
   * @param mean (input width), not trained
   * @param deviation (input width), not trained; the population standard deviation plus 1e-5
   */
  record Standardization(Parameter mean, Parameter deviation) {}

  /**
   * A head that does not standardize.
   *
   * @param block (B, input width) to (B, width)
   * @param width D, of the result
   * @return the two together
   */
  static Head of(Block block, int width) {
    return new Head() {
      @Override
      public Block block() {
        return block;
      }

      @Override
      public int width() {
        return width;
      }
    };
  }
}
