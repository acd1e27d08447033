package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.OptimizerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptSource;

/**
 * Lion (Chen et al., 2023, Symbolic Discovery of Optimization Algorithms, arXiv 2302.06675,
 * algorithm 2): each entry moves by the learning rate, in the direction of the sign of a mean of
 * the gradients.
 */
public final class ${Type} implements OptimizerFactory<${Type}.Config> {

  /**
   * The settings: each becomes a key of the experiment file, in kebab-case. Learning rate, schedule
   * and decay are the host's.
   */
  @Doc("Lion: the sign of a mean of the gradients")
  public record Config(
      @Doc("share of the mean in the direction of a step")
          @Default("0.9")
          @Range(min = 0, max = 0.999999)
          double beta1,
      @Doc("decay of the mean of the gradients") @Default("0.99") @Range(min = 0, max = 0.999999)
          double beta2) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Optimizer create(Config config, BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(${Type}.class, "${type}.script")
            .with("beta1", config.beta1())
            .with("beta2", config.beta2());
    return new LionOptimizer(context.script(source.text()));
  }
}
