package io.threetowers.towers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.Autograd;
import io.threetowers.testkit.TowerHarness;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResizedTextTest {

  private static Tower tower(int length) {
    return new TextTransformerFactory()
        .create(
            Texts.small().length(length).pool(Pool.EOT).maskPadding().build(),
            new HostContext("text"));
  }

  /** A tower that has no more positions than those, and the same weights. */
  @Test
  void takesTheFirstOfThePositions() {
    try (TowerHarness own = TowerHarness.initialized(tower(12), 1);
        TowerHarness shorter = TowerHarness.initialized(tower(5), 2);
        NDManager scope = TowerHarness.newManager()) {
      for (Pair<String, Parameter> entry : shorter.tower().block().getParameters()) {
        NDArray values = own.parameter(entry.getKey());
        boolean cut = entry.getKey().equals("pos_embed");
        Autograd.copy(cut ? values.get(new NDIndex(":,0:5")) : values, entry.getValue().getArray());
      }
      NDArray rows =
          shorter.input(
              scope,
              List.of(
                  new Value.Text(List.of("a fox")),
                  new Value.Text(List.of("ox")),
                  new Value.Text(List.of(""))));
      Tower resized = own.tower().resized(5).orElseThrow();
      assertThat(resized.input().shape()).isEqualTo(shorter.tower().input().shape());
      NDArray actual =
          Autograd.notRecording(
              () ->
                  resized
                      .block()
                      .forward(new ParameterStore(scope, false), new NDList(rows), false)
                      .head());
      assertThat(actual.toFloatArray()).isEqualTo(shorter.embed(rows).toFloatArray());
    }
  }

  @Test
  void refusesMoreTokensThanHavePositions() {
    assertThatThrownBy(() -> tower(12).resized(13))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("'13' tokens are not between 2 and the 12 that have positions");
    assertThatThrownBy(() -> tower(12).resized(6).orElseThrow().resized(13))
        .hasMessage("'13' tokens are not between 2 and the 12 that have positions");
    assertThat(tower(12).resized(6).orElseThrow().resized(12)).isPresent();
  }
}
