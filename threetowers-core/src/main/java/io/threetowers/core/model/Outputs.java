package io.threetowers.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.failure.Place;
import java.util.List;

/**
 * Whether a forward pass gives what its component declares. Told here, it is the component's fault;
 * further on it would be a riddle of the engine.
 */
final class Outputs {

  private Outputs() {}

  /** The one array of a tower or a head, (batch, width). */
  static NDArray rows(Place place, NDList result, long batch, int width) {
    if (result.isEmpty()) {
      throw place.fault("returns nothing from forward");
    }
    NDArray rows = result.head();
    Shape declared = new Shape(batch, width);
    if (!rows.getShape().equals(declared)) {
      throw place.fault(
          "declares %s, but returns %s from forward".formatted(declared, rows.getShape()));
    }
    if (rows.getDataType() != DataType.FLOAT32) {
      throw place.fault(
          "returns %s from forward, where float32 is needed".formatted(rows.getDataType()));
    }
    return rows;
  }

  /** A loss and its metrics. */
  static NDList scalars(Place place, NDList result, List<String> metrics) {
    if (result.size() != 1 + metrics.size()) {
      throw place.fault(
          "returns %d arrays from forward, where the loss and its metrics %s are %d"
              .formatted(result.size(), metrics, 1 + metrics.size()));
    }
    for (NDArray scalar : result) {
      if (scalar.getShape().dimension() != 0) {
        throw place.fault(
            "returns %s from forward, where a scalar, of shape (), is needed: torch.mean(x)"
                .formatted(scalar.getShape()));
      }
      if (scalar.getDataType() != DataType.FLOAT32) {
        throw place.fault(
            "returns a scalar of %s from forward, where float32 is needed: torch.to(x, 6)"
                .formatted(scalar.getDataType()));
      }
    }
    return result;
  }
}
