package io.threetowers.towers.text;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;

/** Component {@code text-transformer}. */
public final class TextTransformerFactory implements TowerFactory<TextTransformerConfig> {

  @Override
  public String type() {
    return "text-transformer";
  }

  @Override
  public Class<TextTransformerConfig> config() {
    return TextTransformerConfig.class;
  }

  @Override
  public Tower create(TextTransformerConfig config, BuildContext context) {
    return new TextTransformer(config, context);
  }
}
