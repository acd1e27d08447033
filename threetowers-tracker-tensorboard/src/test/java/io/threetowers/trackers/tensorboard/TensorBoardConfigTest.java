package io.threetowers.trackers.tensorboard;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;

class TensorBoardConfigTest extends ConfigContract {

  @Override
  protected Component<?, ?> component() {
    return new TensorBoard();
  }
}
