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
import io.threetowers.api.Head;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.HeadContract;
import org.junit.jupiter.api.Test;

/** What every head must do, and the numbers of this one. */
class ${Type}Test extends HeadContract {

  @Override
  protected Head create(int inputWidth, BuildContext context) {
    return new ${Type}().create(new ${Type}.Config(4, 2), inputWidth, context);
  }

  @Test
  void multipliesTheValueByItsGate() {
    Block block = new ${Type}().create(new ${Type}.Config(1, 0), 2, new HostContext("head")).block();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      block.getParameters().values().forEach(p -> p.initialize(manager, DataType.FLOAT32));
      set(block, "value.weight", 1, 2);
      set(block, "value.bias", 0.5f);
      set(block, "gate.weight", 1, -1);
      set(block, "gate.bias", 0);
      NDList input = new NDList(manager.create(new float[][] {{3, 1}}));

      float output =
          block.forward(new ParameterStore(manager, false), input, false).head().getFloat();

      double value = 3 + 2 + 0.5;
      double gate = 1 / (1 + Math.exp(-(3 - 1)));
      assertThat((double) output).isCloseTo(value * gate, within(1e-6));
    }
  }

  private static void set(Block block, String parameter, float... values) {
    block.getParameters().get(parameter).getArray().set(values);
  }
}
