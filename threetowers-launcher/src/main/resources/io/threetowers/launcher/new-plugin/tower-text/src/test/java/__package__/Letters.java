package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.config.Doc;

/** One id a character, enough for the texts of the contract: 0 is padding and end. */
public final class Letters implements TokenizerFactory<Letters.Config> {

  @Doc("one id a character")
  public record Config() {}

  @Override
  public String type() {
    return "letters";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tokenizer create(Config config, BuildContext context) {
    return new Tokenizer() {
      @Override
      public int vocabulary() {
        return 128;
      }

      @Override
      public int pad() {
        return 0;
      }

      @Override
      public int end() {
        return 0;
      }

      @Override
      public int[] encode(String text) {
        return text.chars().map(c -> 1 + (c - 1) % 127).toArray();
      }
    };
  }
}
