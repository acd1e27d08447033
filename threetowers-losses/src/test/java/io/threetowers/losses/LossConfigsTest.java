package io.threetowers.losses;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;
import org.junit.jupiter.api.Nested;

class LossConfigsTest {

  @Nested
  class Softmax extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new SoftmaxContrastive();
    }

    @Override
    protected String everySetting() {
      return """
          temperature: 20
          learned: false
          max-temperature: 100
          chunk: 256
          """;
    }
  }

  @Nested
  class Sigmoid extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new SigmoidContrastive();
    }

    @Override
    protected String everySetting() {
      return """
          temperature: 20
          bias: -5
          learned: false
          max-temperature: 100
          chunk: 256
          """;
    }
  }

  @Nested
  class Classes extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new CrossEntropy();
    }

    @Override
    protected String everySetting() {
      return "label-smoothing: 0.1";
    }
  }

  @Nested
  class Distances extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new Distillation();
    }

    @Override
    protected String everySetting() {
      return "distance: l2";
    }
  }
}
