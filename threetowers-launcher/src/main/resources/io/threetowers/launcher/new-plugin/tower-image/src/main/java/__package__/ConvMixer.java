package ${package};

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * ConvMixer (Trockman and Kolter, 2022, Patches Are All You Need?, arXiv 2201.09792), (B, side,
 * side, 3) uint8 to (B, D), in one scripted call.
 *
 * <p>With layer norms instead of its batch norms: a row must depend on its own example alone.
 */
final class ConvMixer implements Tower {
  private final ${Type}.Config config;
  private final Block block;

  ConvMixer(${Type}.Config config, BuildContext context) {
    this.config = config;
    this.block = describe(context);
  }

  /**
   * The parameters in the order in which ${type}.script finds them in p. Their names become those
   * of the checkpoint and of a weight file.
   */
  private Block describe(BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(${Type}.class, "${type}.script")
            .with("patch", config.patch())
            .with("depth", config.depth())
            .with("kernel", config.kernel())
            .with("width", config.width());
    long d = config.width();
    long patch = config.patch();
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
            context.script(source.text()),
            "forward",
            inputs -> new Shape[] {new Shape(inputs[0].get(0), d)});
    convolution(builder, "patch", new Shape(d, 3, patch, patch));
    norm(builder, "patch.norm", d);
    for (int i = 0; i < config.depth(); i++) {
      String name = "blocks." + i + ".";
      convolution(builder, name + "depthwise", new Shape(d, 1, config.kernel(), config.kernel()));
      norm(builder, name + "depthwise.norm", d);
      convolution(builder, name + "pointwise", new Shape(d, d, 1, 1));
      norm(builder, name + "pointwise.norm", d);
    }
    return builder.build();
  }

  private static void convolution(ScriptBlock.Builder builder, String name, Shape kernel) {
    long fanIn = kernel.size() / kernel.get(0);
    builder.parameter(name + ".weight", kernel, Initializers.lecunNormal(fanIn));
    builder.parameter(name + ".bias", new Shape(kernel.get(0)), Initializers.zeros());
  }

  private static void norm(ScriptBlock.Builder builder, String name, long width) {
    builder.parameter(name + ".weight", new Shape(width), Initializers.ones());
    builder.parameter(name + ".bias", new Shape(width), Initializers.zeros());
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

  /** Two for each weight at each place that it is applied to. */
  @Override
  public OptionalDouble flops(long batch) {
    double places = Math.pow((double) config.imageSize() / config.patch(), 2);
    double stem = 3.0 * config.patch() * config.patch() * width();
    double mixing = (double) width() * (config.kernel() * config.kernel() + width());
    return OptionalDouble.of(2 * batch * places * (stem + config.depth() * mixing));
  }
}
