package io.threetowers.core.builtin;

import ai.djl.nn.Blocks;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.config.Doc;

/** The embedding as it is, under another name: (B, D) to (B, D). */
public final class IdentityHead implements HeadFactory<IdentityHead.Config> {

  @Doc("the embedding as it is, under another name")
  public record Config() {}

  @Override
  public String type() {
    return "identity";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Head create(Config config, int inputWidth, BuildContext context) {
    return Head.of(Blocks.identityBlock(), inputWidth);
  }
}
