package io.threetowers.core.weights;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightExpression.Call;
import io.threetowers.api.weights.WeightExpression.Concatenation;
import io.threetowers.api.weights.WeightExpression.Function;
import io.threetowers.api.weights.WeightExpression.Layer;
import io.threetowers.api.weights.WeightExpression.Row;
import io.threetowers.api.weights.WeightExpression.Rows;
import io.threetowers.api.weights.WeightExpression.Sum;
import io.threetowers.api.weights.WeightExpression.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The shape of what an expression makes, without its values.
 *
 * @param tensors the shape of each tensor by its name
 * @param needed the parameter's shape
 */
public record ExpressionShape(java.util.function.Function<String, Shape> tensors, Shape needed) {

  /**
   * The shape.
   *
   * @throws IllegalArgumentException with a sentence if the tensors' shapes do not allow it
   */
  public Shape of(WeightExpression expression) {
    if (expression instanceof Tensor tensor) {
      return tensors.apply(tensor.name());
    } else if (expression instanceof Sum sum) {
      return sum(sum);
    } else if (expression instanceof Concatenation parts) {
      return concatenation(parts);
    } else if (expression instanceof Rows rows) {
      Shape whole = rows(of(rows.of()));
      require(whole.dimension() > 0, rows.of(), whole, "rows");
      long from = rows.from().of(whole.get(0));
      long to = rows.to().of(whole.get(0));
      if (from >= to) {
        throw new IllegalArgumentException(
            "'%s' has %d rows, so that nothing is left".formatted(rows.of(), whole.get(0)));
      }
      return new Shape(to - from).addAll(whole.slice(1));
    } else if (expression instanceof Row row) {
      Shape whole = rows(of(row.of()));
      require(whole.dimension() > 0 && row.index() < whole.get(0), row.of(), whole, "that row");
      return whole.slice(1);
    } else if (expression instanceof Layer layer) {
      Shape whole = of(layer.of());
      long index = Long.parseLong(layer.index());
      require(whole.dimension() > 0 && index < whole.get(0), layer.of(), whole, "that layer");
      return whole.slice(1);
    }
    return call((Call) expression);
  }

  private Shape sum(Sum sum) {
    Shape first = of(sum.terms().get(0));
    for (WeightExpression term : sum.terms().subList(1, sum.terms().size())) {
      if (!alike(of(term), first)) {
        throw new IllegalArgumentException(
            "'%s' has shape %s where %s is needed".formatted(term, of(term), first));
      }
    }
    return first;
  }

  private Shape concatenation(Concatenation whole) {
    List<Shape> parts = whole.parts().stream().map(this::of).toList();
    long rows = 0;
    for (int i = 0; i < parts.size(); i++) {
      Shape part = parts.get(i);
      require(part.dimension() > 0, whole.parts().get(i), part, "rows");
      if (!part.slice(1).equals(parts.get(0).slice(1))) {
        throw new IllegalArgumentException(
            "'%s' has shape %s, which does not go below %s"
                .formatted(whole.parts().get(i), part, parts.get(0)));
      }
      rows += part.get(0);
    }
    return new Shape(rows).addAll(parts.get(0).slice(1));
  }

  private Shape call(Call call) {
    Shape shape = of(call.of());
    return switch (call.function()) {
      case TRANSPOSE -> {
        require(shape.dimension() == 2, call.of(), shape, "two dimensions");
        yield new Shape(shape.get(1), shape.get(0));
      }
      case DENSE -> {
        long inputs = inputs(call.of(), shape);
        yield new Shape(shape.size() / inputs, inputs);
      }
      case CONV -> {
        require(shape.dimension() == 4, call.of(), shape, "four dimensions");
        yield new Shape(shape.get(3), shape.get(2), shape.get(0), shape.get(1));
      }
      case FLATTEN -> new Shape(shape.size());
      case FIRST -> {
        Shape rows = rows(shape);
        require(rows.dimension() > 0 && rows.get(0) >= neededRows(), call.of(), shape, "the rows");
        yield new Shape(neededRows()).addAll(rows.slice(1));
      }
      case BILINEAR, BICUBIC, BICUBIC_ALIASED, BICUBIC_DINO -> {
        Shape rows = rows(shape);
        require(rows.dimension() == 2, call.of(), shape, "rows of a grid");
        if (rows.get(0) != neededRows()) {
          grid(rows.get(0), call.function());
          grid(neededRows(), call.function());
        }
        yield new Shape(neededRows(), rows.get(1));
      }
    };
  }

  /** How many of the entries, from the first dimension on, are inputs of a kernel of Flax. */
  private long inputs(WeightExpression kernel, Shape shape) {
    long inputs = needed.dimension() < 2 ? 1 : needed.size() / needed.get(0);
    long leading = 1;
    for (int i = 0; i < shape.dimension() && leading < inputs; i++) {
      leading *= shape.get(i);
    }
    require(leading == inputs && shape.size() > 0, kernel, shape, inputs + " inputs");
    return inputs;
  }

  long neededRows() {
    Shape rows = rows(needed);
    return rows.dimension() == 0 ? 1 : rows.get(0);
  }

  /**
   * The side of a square grid of positions.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long grid(long positions, Function function) {
    long side = Math.round(Math.sqrt((double) positions));
    if (side * side != positions) {
      throw new IllegalArgumentException(
          "%d positions are no square grid, so that %s cannot resample them"
              .formatted(positions, function.word()));
    }
    return side;
  }

  /** The shape with rows first: position embeddings are (1, N, D) in many files. */
  public static Shape rows(Shape shape) {
    return shape.dimension() == 3 && shape.get(0) == 1 ? shape.slice(1) : shape;
  }

  /** Whether two shapes are equal but for dimensions of 1. */
  public static boolean alike(Shape one, Shape other) {
    return wide(one).equals(wide(other));
  }

  private static List<Long> wide(Shape shape) {
    return LongStream.of(shape.getShape()).filter(size -> size != 1).boxed().toList();
  }

  private static void require(boolean holds, WeightExpression of, Shape shape, String what) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'%s' has shape %s, without %s".formatted(of, shape, what));
    }
  }
}
