package io.threetowers.losses;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A loss described in full. */
record ScriptLoss(
    Block block, Side left, Side right, List<String> metrics, Map<String, Bounds> bounds)
    implements Loss {

  /** The output shapes of a block that returns {@code count} scalars. */
  static UnaryOperator<Shape[]> scalars(int count) {
    Shape[] shapes = new Shape[count];
    Arrays.fill(shapes, new Shape());
    return inputs -> shapes.clone();
  }
}
