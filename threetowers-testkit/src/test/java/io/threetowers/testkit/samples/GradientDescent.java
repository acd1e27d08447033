package io.threetowers.testkit.samples;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.OptimizerFactory;
import io.threetowers.api.ParameterGroup;
import io.threetowers.api.config.Doc;
import java.util.List;
import java.util.Map;

public final class GradientDescent implements OptimizerFactory<GradientDescent.Config> {

  @Doc("plain gradient descent, which remembers nothing")
  public record Config() {}

  @Override
  public String type() {
    return "gradient-descent";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Optimizer create(Config config, BuildContext context) {
    return new Optimizer() {
      @Override
      public void step(List<ParameterGroup> groups) {
        for (ParameterGroup group : groups) {
          for (int i = 0; i < group.names().size(); i++) {
            NDArray parameter = group.parameters().get(i);
            parameter.muli(1 - group.decay());
            try (NDArray update = group.gradients().get(i).mul(group.learningRate())) {
              parameter.subi(update);
            }
          }
        }
      }

      @Override
      public Map<String, NDArray> state() {
        return Map.of();
      }

      @Override
      public void load(Map<String, NDArray> state) {}

      @Override
      public void close() {}
    };
  }
}
