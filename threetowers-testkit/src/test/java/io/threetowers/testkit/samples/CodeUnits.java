package io.threetowers.testkit.samples;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.config.Doc;

public final class CodeUnits implements TokenizerFactory<CodeUnits.Config> {

  @Doc("a token for each char of Java, a code unit of UTF-16")
  public record Config() {}

  @Override
  public String type() {
    return "code-units";
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
        return Character.MAX_VALUE + 3;
      }

      @Override
      public int pad() {
        return Character.MAX_VALUE + 1;
      }

      @Override
      public int end() {
        return Character.MAX_VALUE + 2;
      }

      @Override
      public int[] encode(String text) {
        return text.chars().toArray();
      }
    };
  }
}
