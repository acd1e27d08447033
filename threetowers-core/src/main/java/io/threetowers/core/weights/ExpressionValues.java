package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightExpression.Call;
import io.threetowers.api.weights.WeightExpression.Concatenation;
import io.threetowers.api.weights.WeightExpression.Function;
import io.threetowers.api.weights.WeightExpression.Layer;
import io.threetowers.api.weights.WeightExpression.Row;
import io.threetowers.api.weights.WeightExpression.Rows;
import io.threetowers.api.weights.WeightExpression.Sum;
import io.threetowers.api.weights.WeightExpression.Tensor;
import io.threetowers.core.script.TorchScript;
import java.io.IOException;

/** The values of expressions, recorded by autograd if the caller records. */
public final class ExpressionValues {
  /** Where the values of tensors come from. */
  @FunctionalInterface
  public interface Tensors {
    /**
     * A tensor of the file, float32, not to be changed. What is computed from it belongs to its
     * manager.
     */
    NDArray read(String name) throws IOException;
  }

  private final Script resampling =
      new TorchScript(ScriptSource.resource(ExpressionValues.class, "resampling.script").text());

  /**
   * Computes an expression whose shape {@link ExpressionShape} has found to be right.
   *
   * @param needed the parameter's shape
   * @return of that shape; it may be a view of a tensor
   */
  public NDArray of(WeightExpression expression, Shape needed, Tensors tensors) throws IOException {
    return value(expression, needed, tensors).reshape(needed);
  }

  private NDArray value(WeightExpression expression, Shape needed, Tensors tensors)
      throws IOException {
    if (expression instanceof Tensor tensor) {
      return tensors.read(tensor.name());
    } else if (expression instanceof Sum sum) {
      NDArray total = value(sum.terms().get(0), needed, tensors);
      for (WeightExpression term : sum.terms().subList(1, sum.terms().size())) {
        total = total.add(value(term, needed, tensors).reshape(total.getShape()));
      }
      return total;
    } else if (expression instanceof Concatenation whole) {
      NDList parts = new NDList();
      for (WeightExpression part : whole.parts()) {
        parts.add(value(part, needed, tensors));
      }
      return NDArrays.concat(parts, 0);
    } else if (expression instanceof Rows rows) {
      NDArray whole = rows(value(rows.of(), needed, tensors));
      long count = whole.getShape().get(0);
      return whole.get(new NDIndex("{}:{}", rows.from().of(count), rows.to().of(count)));
    } else if (expression instanceof Row row) {
      return rows(value(row.of(), needed, tensors)).get(row.index());
    } else if (expression instanceof Layer layer) {
      return value(layer.of(), needed, tensors).get(Long.parseLong(layer.index()));
    }
    return call((Call) expression, needed, tensors);
  }

  private NDArray call(Call call, Shape needed, Tensors tensors) throws IOException {
    NDArray of = value(call.of(), needed, tensors);
    ExpressionShape shape = new ExpressionShape(name -> of.getShape(), needed);
    return switch (call.function()) {
      case TRANSPOSE -> of.transpose();
      case DENSE -> {
        Shape dense = shape.of(new Call(Function.DENSE, new Tensor("")));
        yield of.reshape(dense.get(1), dense.get(0)).transpose();
      }
      case CONV -> of.transpose(3, 2, 0, 1);
      case FLATTEN -> of.flatten();
      case FIRST -> rows(of).get(new NDIndex("0:{}", shape.neededRows()));
      case BILINEAR, BICUBIC, BICUBIC_ALIASED, BICUBIC_DINO ->
          resampled(rows(of), shape.neededRows(), call.function());
    };
  }

  private NDArray resampled(NDArray positions, long needed, Function function) {
    if (positions.getShape().get(0) == needed) {
      return positions;
    }
    Shape from = square(positions.getShape().get(0), function);
    Shape to = square(needed, function);
    // A script takes arrays alone: the sizes of two empty-handed ones say the grids.
    try (NDArray old = positions.getManager().zeros(from, DataType.BOOLEAN);
        NDArray grid = positions.getManager().zeros(to, DataType.BOOLEAN)) {
      return resampling.call(function.word(), positions, old, grid).head();
    }
  }

  private static Shape square(long positions, Function function) {
    long side = ExpressionShape.grid(positions, function);
    return new Shape(side, side);
  }

  private static NDArray rows(NDArray array) {
    return array.reshape(ExpressionShape.rows(array.getShape()));
  }
}
