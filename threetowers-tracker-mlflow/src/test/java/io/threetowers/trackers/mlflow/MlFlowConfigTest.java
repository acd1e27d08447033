package io.threetowers.trackers.mlflow;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;

class MlFlowConfigTest extends ConfigContract {

  @Override
  protected Component<?, ?> component() {
    return new MlFlow();
  }

  @Override
  protected String everySetting() {
    return """
        tracking-uri: http://localhost:5000
        experiment: emoji
        run-name: third try
        """;
  }
}
