package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.OptimizerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptSource;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101), debiased, epsilon outside the root:
 * torch.optim.AdamW, fused, and optax's adamw.
 *
 * <p>State of a parameter: {@code exp_avg}, {@code exp_avg_sq} and {@code step}, torch's names.
 */
public final class AdamW implements OptimizerFactory<AdamW.Config> {

  @Doc("Adam with decoupled weight decay, as torch.optim.AdamW")
  public record Config(
      @Doc("decay of the mean of the gradients") @Default("0.9") @Range(min = 0, max = 0.999999)
          double beta1,
      @Doc("decay of the mean of their squares; open_clip trains CLIP with 0.98")
          @Default("0.999")
          @Range(min = 0, max = 0.999999)
          double beta2,
      @Doc("added to the root of the mean of squares; open_clip trains CLIP with 1e-6")
          @Default("1e-8")
          @Range(min = 0, max = 1)
          double epsilon) {}

  @Override
  public String type() {
    return "adamw";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Optimizer create(Config config, BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(AdamW.class, "adamw.script")
            .with("beta1", config.beta1())
            .with("beta2", config.beta2())
            .with("epsilon", config.epsilon());
    return new AdamWOptimizer(context.script(source.text()));
  }
}
