package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.api.ParameterGroup;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.OptimizerContract;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every optimizer must do, and the numbers of this one. */
class ${Type}Test extends OptimizerContract {

  @Override
  protected Optimizer create(BuildContext context) {
    return new ${Type}().create(new ${Type}.Config(0.9, 0.99), context);
  }

  @Test
  void followsTheSignOfAMeanThatRemembers() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Optimizer optimizer = create(new HostContext("optimizer"))) {
      NDArray parameter = manager.create(new float[] {1, 1});
      step(optimizer, parameter, manager.create(new float[] {2, -3}));
      assertThat(parameter.toFloatArray()).containsExactly(new float[] {0.9f, 1.1f}, within(1e-6f));

      // The mean is now 0.01 · (2, -3). Its 0.9 outweigh a tenth of this gradient at the second
      // entry alone: 0.018 - 0.1 < 0, and -0.027 + 0.01 < 0.
      step(optimizer, parameter, manager.create(new float[] {-1, 0.1f}));
      assertThat(parameter.toFloatArray()).containsExactly(new float[] {1, 1.2f}, within(1e-6f));
    }
  }

  private static void step(Optimizer optimizer, NDArray parameter, NDArray gradient) {
    optimizer.step(
        List.of(
            new ParameterGroup(
                List.of("towers.t.weight"), new NDList(parameter), new NDList(gradient), 0.1, 0)));
  }
}
