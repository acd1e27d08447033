package ${package};

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.ScriptBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A traced network as a tower, (B, side, side, 3) uint8 to (B, D), in one scripted call.
 *
 * <p>It was traced in eval mode, and trains so: batch norm takes the running statistics of the
 * pretraining, because those of a batch would make a row depend on its neighbours, and nothing is
 * dropped.
 */
final class PretrainedTower implements Tower {
  private final ${Type}.Config config;
  private final TracedNetwork network;
  private final Block block;

  PretrainedTower(${Type}.Config config, TracedNetwork network, BuildContext context) {
    this.config = config;
    this.network = network;
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
            context.script(network.script().text()),
            "forward",
            inputs -> new Shape[] {new Shape(inputs[0].get(0), width())});
    network.tensors().forEach(tensor -> tensor.declare(builder));
    this.block = builder.build();
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
    return new SquareImage(network.side());
  }

  @Override
  public int width() {
    return network.width();
  }

  /** Called on a fresh run only; names and shapes that do not fit are told by the sink. */
  @Override
  public void load(WeightSink weights) throws IOException {
    if (config.weights().isPresent()) {
      weights.putAll(config.weights().get());
    }
  }

  /** So that a missing file is told of before anything else happens. */
  @Override
  public List<Path> weightFiles() {
    return config.weights().stream().toList();
  }

  @Override
  public OptionalDouble flops(long batch) {
    return OptionalDouble.of(batch * network.flops());
  }
}
