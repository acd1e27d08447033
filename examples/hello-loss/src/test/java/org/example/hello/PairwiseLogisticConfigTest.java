package org.example.hello;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;

/** What every component's settings must do. */
class PairwiseLogisticConfigTest extends ConfigContract {

  @Override
  protected Component<?, ?> component() {
    return new PairwiseLogistic();
  }

  /** Each setting, with a value that is not its default. */
  @Override
  protected String everySetting() {
    return """
    temperature: 20
    learned: false
    """;
  }
}
