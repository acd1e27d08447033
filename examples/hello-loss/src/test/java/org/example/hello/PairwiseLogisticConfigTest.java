package org.example.hello;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;

/** The settings: documented, bound, printed and read back. */
class PairwiseLogisticConfigTest extends ConfigContract {
  @Override
  protected Component<?, ?> component() {
    return new PairwiseLogistic();
  }

  @Override
  protected String everySetting() {
    return """
        temperature: 20
        learned: false
        """;
  }
}
