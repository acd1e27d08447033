package io.threetowers.towers.vit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;

/** Component {@code vit}. */
public final class VitFactory implements TowerFactory<VitConfig> {

  @Override
  public String type() {
    return "vit";
  }

  @Override
  public Class<VitConfig> config() {
    return VitConfig.class;
  }

  @Override
  public Tower create(VitConfig config, BuildContext context) {
    return new VisionTransformer(config, context);
  }
}
