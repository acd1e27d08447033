package org.example.resnet;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A ResNet of basic blocks (He et al., 2016, Deep Residual Learning for Image Recognition) without
 * its classifier, (B, side, side, 3) uint8 to (B, D), in one scripted call.
 *
 * <p>Batch norm is frozen, as in detection (torchvision, ops/misc.py: FrozenBatchNorm2d): it always
 * takes the running statistics of the pretraining, because those of a batch would make a row depend
 * on its neighbours. Only its scale and shift train, unless the tower is frozen.
 */
final class ResNetTower implements Tower {
  private final ResNet.Config config;
  private final List<Layer> layers;
  private final Block block;

  ResNetTower(ResNet.Config config, BuildContext context) {
    this.config = config;
    this.layers = Layer.of(config);
    this.block = describe(context);
  }

  private Block describe(BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(ResNetTower.class, "resnet.script")
            .with("depths", config.depths())
            .with("scale", config.std().stream().map(std -> 1 / (255 * std)).toList())
            .with(
                "shift",
                IntStream.range(0, 3)
                    .mapToObj(i -> -config.mean().get(i) / config.std().get(i))
                    .toList());
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
            context.script(source.text()),
            "forward",
            inputs -> new Shape[] {new Shape(inputs[0].get(0), width())});
    layers.forEach(layer -> layer.declare(builder));
    return builder.build();
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Modality modality() {
    return Modality.IMAGE;
  }

  @Override
  public InputTransform input() {
    return new SquareImage(config.imageSize());
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public void load(WeightSink weights) throws IOException {
    weights.putAll(config.weights(), ResNetTower::parameterOf);
  }

  /** A classifier's file holds more than the tower: its last layer, and counters of the norms. */
  static Optional<String> parameterOf(String tensor) {
    boolean leftOut = tensor.startsWith("fc.") || tensor.endsWith(".num_batches_tracked");
    return leftOut ? Optional.empty() : Optional.of(tensor);
  }

  @Override
  public List<Path> weightFiles() {
    return List.of(config.weights());
  }

  @Override
  public OptionalDouble flops(long batch) {
    return OptionalDouble.of(batch * layers.stream().mapToDouble(Layer::flops).sum());
  }
}
