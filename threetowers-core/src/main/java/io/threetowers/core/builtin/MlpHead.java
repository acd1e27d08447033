package io.threetowers.core.builtin;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;
import java.util.Optional;

/**
 * Two linear maps with an activation between them: (B, input width) to (B, width).
 *
 * <p>LiT tried one in place of its linear head, without a significant gain (arXiv 2111.07991,
 * section 3.3).
 */
public final class MlpHead implements HeadFactory<MlpHead.Config> {

  @Doc("two linear maps with an activation between them")
  public record Config(
      @Doc("D, the width of the embedding") @Range(min = 1, max = 10_000_000) int width,
      @Doc("width between the two maps; that of the input if left out")
          @Range(min = 1, max = 10_000_000)
          Optional<Integer> hidden,
      @Doc("what stands between the two maps") @Default("gelu-tanh") Activation activation,
      @Doc("whether each map adds a bias") @Default("true") boolean bias) {}

  @Override
  public String type() {
    return "mlp";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Head create(Config config, int inputWidth, BuildContext context) {
    int hidden = config.hidden().orElse(inputWidth);
    ScriptSource source =
        ScriptSource.resource(MlpHead.class, "mlp-head.script")
            .with("activation", config.activation().script());
    ScriptBlock.Builder block =
        ScriptBlock.builder(
            context.script(source.text()),
            config.bias() ? "forward" : "without_bias",
            inputs -> new Shape[] {new Shape(inputs[0].get(0), config.width())});
    declare(block, "hidden", inputWidth, hidden, config.bias());
    declare(block, "output", hidden, config.width(), config.bias());
    return Head.of(block.build(), config.width());
  }

  private static void declare(
      ScriptBlock.Builder block, String layer, int from, int to, boolean bias) {
    block.parameter(layer + ".weight", new Shape(to, from), Initializers.lecunNormal(from));
    if (bias) {
      block.parameter(layer + ".bias", new Shape(to), Initializers.zeros());
    }
  }
}
