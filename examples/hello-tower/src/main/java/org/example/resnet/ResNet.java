package org.example.resnet;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;

/** Component {@code resnet}. */
public final class ResNet implements TowerFactory<ResNetConfig> {

  @Override
  public String type() {
    return "resnet";
  }

  @Override
  public Class<ResNetConfig> config() {
    return ResNetConfig.class;
  }

  /** Only describes: the host draws the parameters and then has the tower load its file. */
  @Override
  public Tower create(ResNetConfig config, BuildContext context) {
    return new ResNetTower(config, context);
  }
}
