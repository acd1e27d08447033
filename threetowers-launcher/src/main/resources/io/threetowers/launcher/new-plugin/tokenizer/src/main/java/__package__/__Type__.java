package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;

/**
 * Words by their hash (Weinberger et al., 2009, Feature Hashing for Large Scale Multitask Learning,
 * arXiv 0902.2206): needs no file, and knows words that no vocabulary holds.
 */
public final class ${Type} implements TokenizerFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("words and signs, each by its hash; needs no file")
  public record Config(
      @Doc("number of ids; two words share one by chance, the more often the fewer there are")
          @Default("16384")
          @Range(min = 16)
          int vocabulary,
      @Doc("whether Fox and fox are one word") @Default("true") boolean ignoreCase) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** A tokenizer with a file would read it here, and tell of a wrong one. */
  @Override
  public Tokenizer create(Config config, BuildContext context) {
    return new HashedWords(config.vocabulary(), config.ignoreCase());
  }
}
