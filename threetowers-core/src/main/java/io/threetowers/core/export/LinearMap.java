package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.export.ExportFormat;
import io.threetowers.core.builtin.IdentityHead;
import io.threetowers.core.builtin.LinearHead;
import io.threetowers.core.model.HeadNode;
import java.util.Map;
import java.util.Optional;

/**
 * The linear map at the end of a side: that of its tower and those of its heads as one.
 *
 * @param weight (width, inputs); empty where nothing follows the pool
 * @param bias (width)
 */
record LinearMap(Optional<NDArray> weight, Optional<NDArray> bias) {
  /** How a tower's own linear map at the end is called, if it has one. */
  static final String WEIGHT = "proj.weight";

  static final String BIAS = "proj.bias";

  /**
   * The map of a side.
   *
   * @throws InvalidInputException if one of the heads is more than a linear map
   */
  static LinearMap of(Side side, ExportFormat format) {
    Map<String, NDArray> tower = Side.parameters(side.tower().tower().block());
    LinearMap map = new LinearMap(Optional.empty(), Optional.empty());
    if (tower.containsKey(WEIGHT)) {
      map = map.then(tower.get(WEIGHT), Optional.ofNullable(tower.get(BIAS)));
    }
    for (HeadNode head : side.heads()) {
      map = map.then(head, format);
    }
    // What adds nothing need not be written.
    return new LinearMap(map.weight, map.bias.filter(values -> values.abs().max().getFloat() > 0));
  }

  private LinearMap then(HeadNode head, ExportFormat format) {
    Object component = head.place().part().component();
    if (component instanceof IdentityHead) {
      return this;
    } else if (!(component instanceof LinearHead)) {
      throw new InvalidInputException(
          "heads.%s cannot be written for %s: a linear map comes after a tower there, and '%s' is more; write --format torchscript"
              .formatted(head.name(), format.program(), head.place().part().component().type()));
    }
    Map<String, NDArray> own = Side.parameters(head.head().block());
    NDArray weight = own.get("weight");
    Optional<NDArray> bias = Optional.ofNullable(own.get("bias"));
    if (head.head().standardization().isPresent()) {
      // W (x - mean) / deviation + b = (W / deviation) x + b - (W / deviation) mean
      NDArray scaled = weight.div(own.get("deviation"));
      NDArray shift = scaled.matMul(own.get("mean").expandDims(1)).flatten().neg();
      weight = scaled;
      bias = Optional.of(bias.map(shift::add).orElse(shift));
    }
    return then(weight, bias);
  }

  private LinearMap then(NDArray next, Optional<NDArray> added) {
    Optional<NDArray> carried = bias.map(values -> next.matMul(values.expandDims(1)).flatten());
    return new LinearMap(
        Optional.of(weight.map(next::matMul).orElse(next)),
        carried.isPresent() && added.isPresent()
            ? Optional.of(carried.get().add(added.get()))
            : carried.or(() -> added));
  }
}
