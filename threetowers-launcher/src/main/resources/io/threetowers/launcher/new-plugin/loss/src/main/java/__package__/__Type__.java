package ${package};

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;

/**
 * The pairwise logistic loss of RankNet (Burges et al., 2005, Learning to Rank using Gradient
 * Descent, section 3) between two normalised sides (B, D).
 *
 * <p>With s = exp(logit_scale): the mean over i of Σⱼ≠ᵢ log(1 + exp(s·(aᵢ·bⱼ − aᵢ·bᵢ))), averaged
 * with the same from the other side. Each wrong partner is compared with the right one by itself;
 * InfoNCE compares it with all of them together.
 */
public final class ${Type} implements LossFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("RankNet: the right partner must score higher than each wrong one, in both directions")
  public record Config(
      @Doc("initial multiplier of the cosine similarities, exp(logit_scale)")
          @Default("10")
          @Range(min = 1e-3, max = 1e4)
          double temperature,
      @Doc("whether the multiplier is trained") @Default("true") boolean learned) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** Only describes: the host draws the parameter, and the script is compiled at its first call. */
  @Override
  public Loss create(Config config, BuildContext context) {
    ScriptSource source = ScriptSource.resource(${Type}.class, "${type}.script");
    ScriptBlock.Builder block =
        ScriptBlock.builder(
            context.script(source.text()),
            "forward",
            sides -> new Shape[] {new Shape(), new Shape()});
    double initial = Math.log(config.temperature());
    if (config.learned()) {
      block.parameter("logit_scale", new Shape(1), Initializers.constant(initial));
    } else {
      block.constant("logit_scale", new Shape(1), Initializers.constant(initial));
    }
    return Loss.of(block.build(), "temperature");
  }
}
