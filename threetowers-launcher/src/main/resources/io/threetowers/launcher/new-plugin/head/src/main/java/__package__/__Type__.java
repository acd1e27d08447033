package ${package};

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;

/**
 * A gated linear unit, (V·x + b) ⊙ σ(W·x + c): (B, input width) to (B, width) (Dauphin et al.,
 * 2017, Language Modeling with Gated Convolutional Networks, arXiv 1612.08083, equation 1).
 *
 * <p>Each output is a linear map of the embedding, weighed by how much a second one finds that it
 * matters.
 */
public final class ${Type} implements HeadFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("a linear map whose outputs a second one opens or closes")
  public record Config(
      @Doc("D, the width of the embedding") @Range(min = 1) int width,
      @Doc("bias of the gates at the start; 2 leaves them nearly open") @Default("2")
          double gateBias) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /**
   * Only describes: the host draws the parameters, and the script is compiled at its first call.
   */
  @Override
  public Head create(Config config, int inputWidth, BuildContext context) {
    int width = config.width();
    ScriptSource source = ScriptSource.resource(${Type}.class, "${type}.script");
    ScriptBlock block =
        ScriptBlock.builder(
                context.script(source.text()),
                "forward",
                inputs -> new Shape[] {new Shape(inputs[0].get(0), width)})
            // In the order in which the script finds them in p. Matrices named ".weight" decay.
            .parameter(
                "value.weight",
                new Shape(width, inputWidth),
                Initializers.xavierUniform(inputWidth, width))
            .parameter("value.bias", new Shape(width), Initializers.zeros())
            .parameter(
                "gate.weight",
                new Shape(width, inputWidth),
                Initializers.xavierUniform(inputWidth, width))
            .parameter("gate.bias", new Shape(width), Initializers.constant(config.gateBias()))
            .build();
    return Head.of(block, width);
  }
}
