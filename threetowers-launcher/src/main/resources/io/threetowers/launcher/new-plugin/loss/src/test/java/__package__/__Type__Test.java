package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.LossContract;
import org.junit.jupiter.api.Test;

/** The contract of losses, and the numbers of this one. */
class ${Type}Test extends LossContract {
  private static final float[][] AXES = {{1, 0}, {0, 1}};
  private static final float[][] SWAPPED = {{0, 1}, {1, 0}};

  @Override
  protected Loss create(BuildContext context) {
    return new ${Type}().create(new ${Type}.Config(10, true), context);
  }

  @Test
  void isTheLogarithmOfOnePlusTheExponentOfTheMargin() {
    assertThat(loss(1, AXES, AXES)).isCloseTo(Math.log(1 + Math.exp(-1)), within(1e-6));
    assertThat(loss(1, AXES, SWAPPED)).isCloseTo(Math.log(1 + Math.exp(1)), within(1e-6));
  }

  @Test
  void multipliesTheMarginByTheTemperature() {
    assertThat(loss(3, AXES, SWAPPED)).isCloseTo(Math.log(1 + Math.exp(3)), within(1e-6));
  }

  private static double loss(double temperature, float[][] left, float[][] right) {
    ${Type}.Config config = new ${Type}.Config(temperature, false);
    Block block = new ${Type}().create(config, new HostContext("loss")).block();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      block.getParameters().values().forEach(p -> p.initialize(manager, DataType.FLOAT32));
      NDList sides = new NDList(manager.create(left), manager.create(right));
      return block.forward(new ParameterStore(manager, false), sides, false).head().getFloat();
    }
  }
}
