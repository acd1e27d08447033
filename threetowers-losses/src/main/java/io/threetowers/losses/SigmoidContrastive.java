package io.threetowers.losses;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.Loss.Side;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptBlock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The pairwise sigmoid loss of SigLIP (arXiv 2303.15343, algorithm 1) between two normalised sides
 * (B, D).
 *
 * <p>With z = s · a·bᵀ + bias and s = exp(logit_scale): −(1/B) Σᵢⱼ log σ(±z), plus on the diagonal
 * (big_vision, trainers/proj/image_text/siglip.py; open_clip's SigLipLoss).
 */
public final class SigmoidContrastive implements LossFactory<SigmoidContrastive.Config> {

  @Doc(
      "SigLIP: each pair of the batch is told apart by itself, summed over columns, averaged over rows")
  public record Config(
      @Doc("initial multiplier of the cosine similarities, exp(logit_scale)")
          @Default("10")
          @Range(min = 1e-3, max = 1e4)
          double temperature,
      @Doc("initial logit_bias; negative, since all pairs but one of each row are negatives")
          @Default("-10")
          double bias,
      @Doc("whether the multiplier and the bias are trained") @Default("true") boolean learned,
      @Doc("keeps the multiplier between 1 and this after each update") @Range(min = 1, max = 1e4)
          Optional<Double> maxTemperature,
      @Doc("rows of the (B, B) logits that exist at once; all of them if left out") @Range(min = 1)
          Optional<Integer> chunk) {
    public Config {
      LogitScale.check(temperature, maxTemperature);
    }
  }

  @Override
  public String type() {
    return "sigmoid-contrastive";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    List<String> metrics = List.of("temperature", "bias", "accuracy");
    ScriptBlock.Builder block =
        Contrastive.block("sigmoid-contrastive.script", config.chunk(), metrics.size(), context);
    LogitScale.declare(block, config.temperature(), config.learned());
    LogitScale.scalar(block, "logit_bias", config.bias(), config.learned());
    return new ScriptLoss(
        block.build(),
        Side.NORMALIZED,
        Side.NORMALIZED,
        metrics,
        LogitScale.bounds(config.maxTemperature()),
        SigmoidContrastive::guess);
  }

  /**
   * All logits equal: the best is that of probability 1/B, which makes a row cost ln B − (B − 1)
   * ln(1 − 1/B).
   */
  private static OptionalDouble guess(long batch) {
    return OptionalDouble.of(
        batch == 1 ? 0 : Math.log((double) batch) - (batch - 1.0) * Math.log1p(-1.0 / batch));
  }
}
