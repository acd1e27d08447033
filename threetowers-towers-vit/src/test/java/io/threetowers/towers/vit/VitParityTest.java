package io.threetowers.towers.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.TransformerEncoder;
import io.threetowers.api.nn.TransformerSize;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.Parity;
import io.threetowers.testkit.PlainTransformer;
import io.threetowers.testkit.TowerHarness;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the definition (big_vision, models/vit.py) written out in plain operations. */
final class VitParityTest {

  static Stream<VitConfig> configurations() {
    Vits larger = Vits.explicit(new TransformerSize(48, 3, 3, 100), 8).imageSize(40);
    return Stream.of(
            larger,
            Vits.small().pool(Pool.CLS).activation(Activation.GELU),
            Vits.small().pool(Pool.MAP).activation(Activation.QUICK_GELU),
            Vits.small().pool(Pool.CLS).positions(Positions.SINCOS2D),
            Vits.small().clip(),
            Vits.small().dino().pool(Pool.CLS),
            Vits.small().dino().head(),
            Vits.small().dino().pool(Pool.MAP),
            Vits.small().colours(List.of(0.48, 0.46, 0.41), List.of(0.27, 0.26, 0.28)))
        .map(Vits::build);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void equalsThePlainDefinition(VitConfig config) {
    try (TowerHarness harness =
        TowerHarness.initialized(new VitFactory().create(config, new HostContext("image")), 11)) {
      harness.perturb(0.05);
      Parity.assertEqual(
          harness,
          List.of(noise(config, 1), noise(config, 2)),
          input -> plain(config, harness, input));
    }
  }

  private static Pixels noise(VitConfig config, int seed) {
    byte[] rgb = new byte[3 * config.imageSize() * config.imageSize()];
    new Random(seed).nextBytes(rgb);
    return new Pixels(config.imageSize(), config.imageSize(), rgb);
  }

  private static NDArray plain(VitConfig config, TowerHarness harness, NDArray input) {
    NDArray patches = patches(config, harness, input).add(positions(config, harness));
    NDList parts = new NDList();
    long batch = input.getShape().get(0);
    int width = config.transformer().width();
    if (config.pool() == Pool.CLS) {
      parts.add(harness.parameter("cls_token").broadcast(batch, 1, width));
    }
    if (config.registers() > 0) {
      parts.add(harness.parameter("reg_token").broadcast(batch, config.registers(), width));
    }
    parts.add(patches);
    TransformerEncoder settings =
        TransformerEncoder.of(config.transformer())
            .withActivation(config.activation())
            .withEpsilon(config.epsilon())
            .withMlpKind(config.mlpKind())
            .withLayerScale(config.layerScale());
    PlainTransformer transformer = new PlainTransformer(settings, harness::parameter);
    NDArray tokens = parts.size() == 1 ? patches : NDArrays.concat(parts, 1);
    if (config.preNorm()) {
      tokens = transformer.norm(tokens, "norm_pre");
    }
    NDArray encoded = transformer.encode(tokens, Optional.empty());
    NDArray embedding =
        switch (config.pool()) {
          case CLS -> encoded.get(":, 0");
          case GAP -> encoded.get(":, " + config.registers() + ":").mean(new int[] {1});
          case MAP -> transformer.pool(encoded, Optional.empty());
        };
    if (config.preLogits().isPresent()) {
      embedding = transformer.dense(embedding, "pre_logits").tanh();
    }
    if (config.projection().isPresent()) {
      embedding = embedding.matMul(harness.parameter("proj.weight").transpose());
    }
    return config.projectionBias() ? embedding.add(harness.parameter("proj.bias")) : embedding;
  }

  /** A convolution, then the tokens row by row. */
  private static NDArray patches(VitConfig config, TowerHarness harness, NDArray input) {
    NDManager manager = input.getManager();
    NDArray mean = manager.create(floats(config.mean()));
    NDArray std = manager.create(floats(config.std()));
    NDArray pixels =
        input.toType(DataType.FLOAT32, true).div(255).sub(mean).div(std).transpose(0, 3, 1, 2);
    NDArray kernel = harness.parameter("patch_embed.proj.weight");
    NDArray bias =
        config.patchBias()
            ? harness.parameter("patch_embed.proj.bias")
            : manager.zeros(new Shape(kernel.getShape().get(0)));
    NDArray maps =
        Conv2d.conv2d(pixels, kernel, bias, new Shape(config.patchSize(), config.patchSize()))
            .singletonOrThrow();
    return maps.reshape(input.getShape().get(0), config.transformer().width(), -1)
        .transpose(0, 2, 1);
  }

  private static NDArray positions(VitConfig config, TowerHarness harness) {
    if (config.positions() == Positions.LEARNED) {
      return harness.parameter("pos_embed");
    }
    int d = config.transformer().width();
    int quarter = d / 4;
    int side = config.grid();
    float[] values = new float[side * side * d];
    for (int token = 0; token < side * side; token++) {
      int column = token % side;
      int row = token / side;
      for (int k = 0; k < quarter; k++) {
        double omega = Math.pow(10000, -k / (quarter - 1.0));
        int at = token * d + k;
        values[at] = (float) Math.sin(column * omega);
        values[at + quarter] = (float) Math.cos(column * omega);
        values[at + 2 * quarter] = (float) Math.sin(row * omega);
        values[at + 3 * quarter] = (float) Math.cos(row * omega);
      }
    }
    return harness.manager().create(values, new Shape(1, config.patches(), d));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
