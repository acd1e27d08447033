package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.threetowers.api.Head;
import io.threetowers.api.nn.Activation;
import io.threetowers.core.builtin.LinearHead.Init;
import io.threetowers.core.model.HostContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadsTest {
  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  private static Head linear(int width, boolean bias, Init init, boolean standardize, int input) {
    return new LinearHead()
        .create(
            new LinearHead.Config(width, bias, init, standardize), input, new HostContext("head"));
  }

  private void initialize(Head head) {
    for (Pair<String, Parameter> entry : head.block().getParameters()) {
      entry.getValue().initialize(manager, DataType.FLOAT32);
    }
  }

  private float[] run(Head head, Map<String, NDArray> parameters, NDArray input) {
    initialize(head);
    assertThat(head.block().getParameters().keys())
        .containsExactlyInAnyOrderElementsOf(parameters.keySet());
    for (Pair<String, Parameter> entry : head.block().getParameters()) {
      entry.getValue().getArray().set(parameters.get(entry.getKey()).toFloatArray());
    }
    return head.block()
        .forward(new ParameterStore(manager, false), new NDList(input), false)
        .head()
        .toFloatArray();
  }

  private NDArray array(Shape shape, float... values) {
    return manager.create(values, shape);
  }

  @Test
  void mapsLinearly() {
    NDArray input = array(new Shape(2, 3), 1, 2, 3, 4, 5, 6);
    NDArray weight = array(new Shape(2, 3), 1, 0, -1, 2, 1, 0);
    NDArray bias = array(new Shape(2), 10, 20);

    Head head = linear(2, true, Init.NORMAL, false, 3);
    assertThat(run(head, Map.of("weight", weight, "bias", bias), input))
        .containsExactly(8, 24, 8, 33);
    Head withoutBias = linear(2, false, Init.NORMAL, false, 3);
    assertThat(run(withoutBias, Map.of("weight", weight), input)).containsExactly(-2, 4, -2, 13);
  }

  @Test
  void standardizesFirst() {
    NDArray input = array(new Shape(1, 2), 3, 8);
    NDArray mean = array(new Shape(2), 1, 2);
    NDArray deviation = array(new Shape(2), 2, 3);
    NDArray weight = array(new Shape(1, 2), 10, 100);

    Head head = linear(1, false, Init.NORMAL, true, 2);

    assertThat(run(head, Map.of("mean", mean, "deviation", deviation, "weight", weight), input))
        .containsExactly(210);
  }

  /** gelu(3) + gelu(-3) + 5, in the tanh form: 2.9963626079 - .0036373921 + 5. */
  @Test
  void mapsThroughOneHiddenLayer() {
    Map<String, NDArray> parameters =
        Map.of(
            "hidden.weight", array(new Shape(2, 1), 1, -1),
            "hidden.bias", array(new Shape(2), 2, -2),
            "output.weight", array(new Shape(1, 2), 1, 1),
            "output.bias", array(new Shape(1), 5));
    MlpHead.Config config = new MlpHead.Config(1, Optional.of(2), Activation.GELU_TANH, true);
    Head head = new MlpHead().create(config, 1, new HostContext("head"));

    assertThat(run(head, parameters, array(new Shape(1, 1), 1))[0])
        .isCloseTo(7.9927254f, within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource(names = {"LECUN_NORMAL", "NORMAL"})
  void startsWithTheVarianceOfTheReferences(Init init) {
    Head head = linear(300, true, init, false, 400);
    initialize(head);

    double square = 0;
    double largest = 0;
    float[] weight = head.block().getParameters().get("weight").getArray().toFloatArray();
    for (float value : weight) {
      square += value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(Math.sqrt(square / weight.length)).isCloseTo(.05, within(1e-3));
    assertThat(largest <= 2 * .05 / .87962566 + 1e-6).isEqualTo(init == Init.LECUN_NORMAL);
    assertThat(head.block().getParameters().get("bias").getArray().toFloatArray()).containsOnly(0);
  }

  @Test
  void passesTheEmbeddingOnUnchanged() {
    Head head = new IdentityHead().create(new IdentityHead.Config(), 3, new HostContext("head"));

    assertThat(head.width()).isEqualTo(3);
    assertThat(run(head, Map.of(), array(new Shape(1, 3), 1, 2, 3))).containsExactly(1, 2, 3);
  }
}
