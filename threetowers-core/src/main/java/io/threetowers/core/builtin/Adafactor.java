package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.OptimizerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptSource;
import java.util.Optional;

/**
 * big_vision's variant of Adafactor (arXiv 2106.04560, section 3.4; big_vision/optax.py,
 * scale_by_adafactor): second moments factored over the two largest axes, a momentum kept in half
 * precision and not debiased, no relative step size.
 *
 * <p>Three Towers trained with it at a beta2-cap of 0.99. Which parameters are factored follows
 * from their shapes as they are stored: a packed query-key-value weight (3 · width, width) is
 * factored as one matrix, where big_vision keeps three kernels with their heads apart.
 *
 * <p>State of a parameter: {@code exp_avg}, {@code step} and either {@code exp_avg_sq} or {@code
 * exp_avg_sq_row} and {@code exp_avg_sq_column}.
 */
public final class Adafactor implements OptimizerFactory<Adafactor.Config> {

  /** How the momentum is kept between steps. */
  public enum MomentumDtype {
    /**
     * Rounded to bf16 after each step, as big_vision's, in two bytes an entry; checkpoints hold the
     * same values as float32.
     */
    BF16,
    FP32
  }

  @Doc("big_vision's Adafactor: factored second moments, momentum, no relative step size")
  public record Config(
      @Doc("decay of the momentum") @Default("0.9") @Range(min = 0, max = 0.999999) double beta1,
      @Doc("type in which the momentum is kept between steps") @Default("bf16")
          MomentumDtype momentumDtype,
      @Doc(
              "the second moment's decay at update i, from 0, is 1 - (i + 1)^-decay-rate, up to the cap")
          @Default("0.8")
          @Range(min = 0, max = 10)
          double decayRate,
      @Doc("the most that the second moment's decay becomes; Three Towers' beta2, 0.99")
          @Default("0.999")
          @Range(min = 0, max = 1)
          double beta2Cap,
      @Doc("a second moment is factored if the second largest axis has at least this many entries")
          @Default("32")
          @Range(min = 1)
          int minDimToFactor,
      @Doc("added to the squared gradients") @Default("1e-30") @Range(min = 0, max = 1)
          double epsilon,
      @Doc("root mean square to which each parameter's update is clipped; not clipped if left out")
          @Range(min = 1e-6)
          Optional<Double> clippingThreshold) {}

  @Override
  public String type() {
    return "adafactor";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Optimizer create(Config config, BuildContext context) {
    boolean rounds = config.momentumDtype() == MomentumDtype.BF16;
    ScriptSource source =
        ScriptSource.resource(Adafactor.class, "adafactor.script")
            .with("beta1", config.beta1())
            .with("kept", rounds ? bfloat16(config.beta1()) : config.beta1())
            .with("mean-type", rounds ? 15 : 6)
            .with("decay-rate", config.decayRate())
            .with("beta2-cap", config.beta2Cap())
            .with("epsilon", config.epsilon())
            .with("clips", config.clippingThreshold().isPresent())
            .with("clipping-threshold", config.clippingThreshold().orElse(1.0));
    return new AdafactorOptimizer(context.script(source.text()), config.minDimToFactor(), rounds);
  }

  /**
   * The nearest bf16, to which JAX rounds a number that it multiplies a bf16 array by: big_vision's
   * 0.9 is 0.8984375 there.
   */
  private static double bfloat16(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    int halfUp = 0x7fff + ((bits >> 16) & 1);
    return Float.intBitsToFloat((bits + halfUp) & 0xffff0000);
  }
}
