package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;

/** Component {@code torchscript}: a network of an architecture that nobody wrote for this host. */
public final class TorchScriptTower implements TowerFactory<TorchScriptConfig> {

  @Override
  public String type() {
    return "torchscript";
  }

  @Override
  public Class<TorchScriptConfig> config() {
    return TorchScriptConfig.class;
  }

  @Override
  public Tower create(TorchScriptConfig config, BuildContext context) {
    return new ModuleTower(config, context);
  }
}
