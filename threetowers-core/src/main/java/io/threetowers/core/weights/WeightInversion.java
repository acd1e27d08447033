package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.weights.RowBound;
import io.threetowers.api.weights.WeightExpression;
import io.threetowers.api.weights.WeightExpression.Call;
import io.threetowers.api.weights.WeightExpression.Concatenation;
import io.threetowers.api.weights.WeightExpression.Layer;
import io.threetowers.api.weights.WeightExpression.Row;
import io.threetowers.api.weights.WeightExpression.Rows;
import io.threetowers.api.weights.WeightExpression.Sum;
import io.threetowers.api.weights.WeightExpression.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tables of weights read backwards: the tensors of which the parameters would have been made.
 *
 * <p>Of a sum the first term has the value and the others are zero; positions are not resampled.
 */
public final class WeightInversion {
  private final SortedMap<String, NDArray> whole = new TreeMap<>();

  /** Of tensors that several parameters share, the pieces by where they begin. */
  private final SortedMap<String, SortedMap<Double, NDArray>> pieces = new TreeMap<>();

  private WeightInversion() {}

  /**
   * The tensors.
   *
   * @param sources of what each parameter is made
   * @param parameters their values
   * @param shapes of tensors, of which one dimension may be -1; where there is none, that of what
   *     is written to it
   * @return by name, each in memory of its own
   */
  public static SortedMap<String, NDArray> of(
      Map<String, WeightExpression> sources,
      Map<String, NDArray> parameters,
      Function<String, Optional<Shape>> shapes) {
    WeightInversion inversion = new WeightInversion();
    sources.forEach((name, source) -> inversion.assign(source, parameters.get(name)));
    SortedMap<String, NDArray> tensors = new TreeMap<>(inversion.whole);
    inversion.pieces.forEach(
        (name, parts) -> tensors.put(name, NDArrays.concat(new NDList(parts.values()), 0)));
    tensors.replaceAll(
        (name, value) -> value.flatten().reshape(shapes.apply(name).orElseGet(value::getShape)));
    return tensors;
  }

  private void assign(WeightExpression target, NDArray value) {
    if (target instanceof Tensor tensor) {
      whole.put(tensor.name(), value);
    } else if (target instanceof Sum sum) {
      assign(sum.terms().get(0), value);
      sum.terms().stream().skip(1).forEach(term -> assign(term, value.zerosLike()));
    } else if (target instanceof Concatenation parts) {
      NDArray rows = rows(value);
      NDList split = rows.split(parts.parts().size());
      for (int i = 0; i < split.size(); i++) {
        assign(parts.parts().get(i), split.get(i));
      }
    } else if (target instanceof Rows rows) {
      piece(rows.of(), begin(rows.from()), rows(value));
    } else if (target instanceof Row row) {
      piece(row.of(), row.index(), value.reshape(1, -1));
    } else if (target instanceof Layer layer) {
      piece(layer.of(), Double.parseDouble(layer.index()), value.expandDims(0));
    } else if (target instanceof Call call) {
      assign(call.of(), uncalled(call.function(), value));
    }
  }

  private static NDArray uncalled(WeightExpression.Function function, NDArray value) {
    return switch (function) {
      case TRANSPOSE -> value.transpose();
      case DENSE -> value.getShape().dimension() == 2 ? value.transpose() : value;
      case CONV -> value.transpose(2, 3, 1, 0);
      case FLATTEN, BILINEAR, BICUBIC, BICUBIC_ALIASED, BICUBIC_DINO, FIRST -> value;
    };
  }

  private void piece(WeightExpression of, double begin, NDArray value) {
    if (!(of instanceof Tensor tensor)) {
      throw new IllegalArgumentException(
          "a part of '" + of + "' cannot be written: it is no tensor of the file");
    }
    pieces.computeIfAbsent(tensor.name(), name -> new TreeMap<>()).put(begin, value);
  }

  /** In rows or as a fraction: a table divides a tensor in one way. */
  private static double begin(RowBound from) {
    return from.parts() == 0 ? from.count() : (double) from.count() / from.parts();
  }

  private static NDArray rows(NDArray value) {
    return value.reshape(ExpressionShape.rows(value.getShape()));
  }
}
