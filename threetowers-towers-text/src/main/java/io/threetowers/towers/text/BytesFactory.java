package io.threetowers.towers.text;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;

/** Component {@code bytes}. */
public final class BytesFactory implements TokenizerFactory<BytesConfig> {

  @Override
  public String type() {
    return "bytes";
  }

  @Override
  public Class<BytesConfig> config() {
    return BytesConfig.class;
  }

  @Override
  public Tokenizer create(BytesConfig config, BuildContext context) {
    return new ByteTokenizer();
  }
}
