package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.nio.file.Path;
import java.util.Optional;

/** Component {@code ${type}}: a small text tower. */
public final class ${Type} implements TowerFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("deep averaging network: the mean of the tokens' embeddings, then one hidden layer")
  public record Config(
      @Doc("what turns text into token ids") Part<Tokenizer> tokenizer,
      @Doc("tokens that are read; the rest of a longer text is cut off")
          @Default("16")
          @Range(min = 1)
          int length,
      @Doc("D, the width of a token and of the embedding") @Default("192") @Range(min = 1)
          int width,
      @Doc("width of the hidden layer") @Default("384") @Range(min = 1) int hidden,
      @Doc("pretrained weights: a safetensors file with this tower's parameter names")
          Optional<Path> weights) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** Only describes: no array is allocated and no weight file opened. */
  @Override
  public Tower create(Config config, BuildContext context) {
    return new AveragingNetwork(config, context);
  }
}
