package io.threetowers.towers.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.TransformerEncoder;
import io.threetowers.api.nn.TransformerSize;
import io.threetowers.api.weights.WeightMapping;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.script.TorchScript;
import io.threetowers.testkit.TowerHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VisionTransformerTest {

  /** Counted from big_vision's definition. */
  @ParameterizedTest
  @CsvSource({
    "mu/16, GAP, 43_648",
    "S/16, GAP, 21_664_896",
    "B/16, GAP, 85_797_120",
    "B/16, CLS, 85_797_888",
    "B/16, MAP, 92_884_224",
    "B/32, GAP, 87_453_696",
    "L/16, GAP, 303_299_584",
    "L/16, MAP, 315_894_784",
    "g/14, GAP, 1_011_199_616",
    "g/14, MAP, 1_036_448_384"
  })
  void hasAsManyParametersAsTheReference(String size, Pool pool, String count) {
    Tower tower = create(Vits.of(size).pool(pool));
    long parameters =
        tower.block().getParameters().values().stream()
            .map(Parameter::getShape)
            .mapToLong(Shape::size)
            .sum();
    assertThat(parameters).isEqualTo(Long.parseLong(count.replace("_", "")));
  }

  @Test
  void fixedPositionsAreMocoV3s() {
    VitConfig config =
        Vits.explicit(new TransformerSize(8, 1, 2, 8), 4)
            .imageSize(8)
            .positions(Positions.SINCOS2D)
            .build();
    TorchScript script =
        new TorchScript(
            VitScript.text(config, config.grid(), TransformerEncoder.of(config.transformer())));
    try (NDManager manager = TowerHarness.newManager()) {
      NDArray device = manager.zeros(new Shape(1), DataType.UINT8);
      NDArray positions = script.call("sincos2d", device).singletonOrThrow();
      assertThat(positions.getShape()).isEqualTo(new Shape(1, 4, 8));
      float[] row = positions.get("0, 1").toFloatArray();
      double[] golden = {0.8414709848, 0.0001, 0.5403023059, 0.999999995, 0, 0, 1, 1};
      for (int i = 0; i < golden.length; i++) {
        assertThat((double) row[i]).isCloseTo(golden[i], within(1e-7));
      }
    }
  }

  @Test
  void startsAsTheReferenceDoes() {
    Vits size = Vits.explicit(new TransformerSize(96, 1, 4, 384), 8).imageSize(64).pool(Pool.CLS);
    try (TowerHarness harness = TowerHarness.initialized(create(size), 5)) {
      assertSpread(harness, "patch_embed.proj.weight", Math.sqrt(1.0 / (3 * 8 * 8)));
      assertSpread(harness, "pos_embed", 1 / Math.sqrt(96));
      assertSpread(harness, "blocks.0.attn.qkv.weight", Math.sqrt(2.0 / (96 + 96)));
      assertSpread(harness, "blocks.0.mlp.fc1.weight", Math.sqrt(2.0 / (96 + 384)));
      assertSpread(harness, "blocks.0.mlp.fc1.bias", 1e-6);
      for (String zero :
          List.of("cls_token", "patch_embed.proj.bias", "blocks.0.attn.qkv.bias", "norm.bias")) {
        assertThat(harness.parameter(zero).abs().max().getFloat()).as(zero).isZero();
      }
    }
  }

  @Test
  void takesItsWeightsFromTheFileThatItNames() throws IOException {
    Path file = Path.of("vit.safetensors");
    List<Path> asked = new ArrayList<>();
    WeightSink sink =
        new WeightSink() {
          @Override
          public void putAll(Path weights, Function<String, Optional<String>> parameterOf) {
            throw new AssertionError(weights);
          }

          @Override
          public void putAll(Path weights, List<WeightMapping> families) {
            assertThat(families).isNotEmpty();
            asked.add(weights);
          }

          @Override
          public void put(String parameter, NDArray values) {
            throw new AssertionError(parameter);
          }
        };
    create(Vits.small()).load(sink);
    assertThat(asked).isEmpty();
    create(Vits.small().weights(file)).load(sink);
    assertThat(asked).containsExactly(file);
  }

  @Test
  void dropsEntriesInTrainingOnly() {
    try (TowerHarness dropping = TowerHarness.initialized(create(Vits.small().dropout(0.3)), 5);
        TowerHarness plain = TowerHarness.initialized(create(Vits.small()), 5);
        NDManager batch = TowerHarness.newManager()) {
      NDArray input = plain.input(batch, List.of(new Pixels(1, 1, new byte[] {1, 2, 3})));
      float[] expected = plain.embed(input).toFloatArray();
      assertThat(dropping.embed(input).toFloatArray()).isEqualTo(expected);
      assertThat(dropping.embedForTraining(input).toFloatArray()).isNotEqualTo(expected);
    }
  }

  /** Nine patches: one is kept, or one is left out, so that there are nine embeddings to get. */
  @ParameterizedTest
  @ValueSource(doubles = {0.95, 0.1})
  void leavesPatchesOutInTrainingOnlyOthersForEachImage(double share) {
    Vits config = Vits.small().patchDropout(share);
    try (TowerHarness dropping = TowerHarness.initialized(create(config), 5);
        TowerHarness plain = TowerHarness.initialized(create(Vits.small()), 5);
        NDManager batch = TowerHarness.newManager()) {
      NDArray input = plain.input(batch, Collections.nCopies(300, gradient()));
      float[] whole = plain.embed(input).get(0).toFloatArray();
      assertThat(dropping.embed(input).get(0).toFloatArray()).isEqualTo(whole);
      NDArray rows = dropping.embedForTraining(input);
      Set<Long> distinct = new TreeSet<>();
      for (int i = 0; i < 300; i++) {
        distinct.add(Math.round(rows.getFloat(i, 0) * 1e4));
      }
      assertThat(distinct).hasSize(9);
    }
  }

  /** 12 x 12, every pixel another grey. */
  private static Pixels gradient() {
    byte[] rgb = new byte[3 * 144];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 * 255 / 143);
    }
    return new Pixels(12, 12, rgb);
  }

  private static void assertSpread(TowerHarness harness, String parameter, double deviation) {
    NDArray values = harness.parameter(parameter);
    double actual = Math.sqrt(values.mul(values).mean().getFloat());
    assertThat(actual).as(parameter).isCloseTo(deviation, within(0.08 * deviation));
  }

  private static Tower create(Vits config) {
    return new VitFactory().create(config.build(), new HostContext("image"));
  }
}
