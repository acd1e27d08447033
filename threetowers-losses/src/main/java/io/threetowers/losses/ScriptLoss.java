package io.threetowers.losses;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * A loss described in full.
 *
 * @param guess from B to what it is by chance, or to nothing
 */
record ScriptLoss(
    Block block,
    Side left,
    Side right,
    List<String> metrics,
    Map<String, Bounds> bounds,
    LongFunction<OptionalDouble> guess)
    implements Loss {

  @Override
  public OptionalDouble chance(long batch) {
    return guess.apply(batch);
  }

  /** No chance follows from B. */
  static LongFunction<OptionalDouble> noGuess() {
    return batch -> OptionalDouble.empty();
  }

  /** The output shapes of a block that returns {@code count} scalars. */
  static UnaryOperator<Shape[]> scalars(int count) {
    Shape[] shapes = new Shape[count];
    Arrays.fill(shapes, new Shape());
    return inputs -> shapes.clone();
  }
}
