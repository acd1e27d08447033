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
 * Symmetric InfoNCE between two normalised sides (B, D), the loss of CLIP, LiT and Three Towers.
 *
 * <p>With logits = s · a·bᵀ and s = exp(logit_scale): the mean over both directions of the cross
 * entropy between each row and its partner (big_vision, trainers/proj/image_text/contrastive.py,
 * bidirectional_contrastive_loss; open_clip's ClipLoss is the same number, with logit_scale clamped
 * and starting at ln(1 / 0.07)).
 */
public final class SoftmaxContrastive implements LossFactory<SoftmaxContrastive.Config> {

  @Doc("symmetric InfoNCE: each row must find its partner among the batch, in both directions")
  public record Config(
      @Doc("initial multiplier of the cosine similarities, exp(logit_scale)")
          @Default("10")
          @Range(min = 1e-3, max = 1e4)
          double temperature,
      @Doc("whether the multiplier is trained") @Default("true") boolean learned,
      @Doc("keeps the multiplier between 1 and this after each update, as open_clip does with 100")
          @Range(min = 1, max = 1e4)
          Optional<Double> maxTemperature,
      @Doc("rows of the (B, B) logits that exist at once; all of them if left out") @Range(min = 1)
          Optional<Integer> chunk) {
    public Config {
      LogitScale.check(temperature, maxTemperature);
    }
  }

  @Override
  public String type() {
    return "softmax-contrastive";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    List<String> metrics = List.of("temperature", "accuracy");
    ScriptBlock.Builder block =
        Contrastive.block("softmax-contrastive.script", config.chunk(), metrics.size(), context);
    LogitScale.declare(block, config.temperature(), config.learned());
    return new ScriptLoss(
        block.build(),
        Side.NORMALIZED,
        Side.NORMALIZED,
        metrics,
        LogitScale.bounds(config.maxTemperature()),
        batch -> OptionalDouble.of(Math.log((double) batch)));
  }
}
