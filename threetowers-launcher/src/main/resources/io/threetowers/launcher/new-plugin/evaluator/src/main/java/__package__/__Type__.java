package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Evaluator;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptSource;

/**
 * How close partners are, and how evenly each side fills the sphere (Wang and Isola, 2020,
 * Understanding Contrastive Representation Learning through Alignment and Uniformity on the
 * Hypersphere, arXiv 2005.10242, section 4.1): {@code alignment} is the mean of |a − b|² over
 * partners, {@code uniformity} the logarithm of the mean of exp(−t |x − y|²) over pairs of one
 * side. Less is better in both.
 */
public final class ${Type} implements EvaluatorFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("alignment of partners, uniformity of each side; less is better")
  public record Config(
      @Doc("an embedding, such as that of the images") String left,
      @Doc("the embedding of its partners, such as the texts") String right,
      @Doc("t, how much near pairs count") @Default("2") @Range(min = 1e-3) double t) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** Only describes: reads no data. */
  @Override
  public Evaluator create(Config config, BuildContext context) {
    ScriptSource source =
        ScriptSource.resource(${Type}.class, "${type}.script").with("t", config.t());
    return new AlignmentAndUniformity(config, context.script(source.text()));
  }
}
