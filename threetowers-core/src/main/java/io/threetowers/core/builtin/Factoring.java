package io.threetowers.core.builtin;

import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The two axes over which Adafactor factors a second moment (arXiv 1804.04235, algorithm 4, made
 * general by optax): the largest and the second largest, if the second is large enough to be worth
 * it. Other axes are kept.
 *
 * @param largest the axis that rows are averaged over; of equal axes, the last
 * @param second the axis that columns are averaged over
 */
record Factoring(int largest, int second) {

  /** How a parameter of this shape is factored, if it is (optax, factorized.py, _factored_dims). */
  static Optional<Factoring> of(Shape shape, int minDimension) {
    int rank = shape.dimension();
    if (rank < 2) {
      return Optional.empty();
    }
    int[] ascending =
        IntStream.range(0, rank)
            .boxed()
            .sorted((a, b) -> Long.compare(shape.get(a), shape.get(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    Factoring factoring = new Factoring(ascending[rank - 1], ascending[rank - 2]);
    return shape.get(factoring.second) < minDimension ? Optional.empty() : Optional.of(factoring);
  }

  /** The shape of the means over the largest axis. */
  Shape row(Shape shape) {
    return without(shape, largest);
  }

  /** The shape of the means over the second largest axis. */
  Shape column(Shape shape) {
    return without(shape, second);
  }

  /** With the axis kept at 1, so that it broadcasts back. */
  private static Shape without(Shape shape, int axis) {
    long[] sizes = shape.getShape().clone();
    sizes[axis] = 1;
    return new Shape(sizes);
  }
}
