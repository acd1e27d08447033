package io.threetowers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Part;
import io.threetowers.core.builtin.JsonLines;
import io.threetowers.core.failure.ComponentException;
import io.threetowers.core.failure.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputsTest {
  private final Place place =
      new Place("losses.nce", new Part<>(new JsonLines(), new JsonLines.Config()));

  @Test
  void takesALossAndItsMetrics() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDList result = new NDList(manager.create(1f), manager.create(2f));
      assertThat(Outputs.scalars(place, result, List.of("found"))).isSameAs(result);
    }
  }

  /** A parameter has at least one dimension, and what is computed from it by entries keeps it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tellsALossOrAMetricOfOneDimensionAsItsFault(int index) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDList result = new NDList(manager.create(1f), manager.create(2f));
      result.set(index, manager.ones(new Shape(1)));
      assertThatThrownBy(() -> Outputs.scalars(place, result, List.of("found")))
          .isInstanceOf(ComponentException.class)
          .hasMessageContaining("losses.nce")
          .hasMessageContaining("'json-lines'")
          .hasMessageEndingWith(
              "returns (1) from forward, where a scalar, of shape (), is needed: torch.mean(x)");
    }
  }
}
