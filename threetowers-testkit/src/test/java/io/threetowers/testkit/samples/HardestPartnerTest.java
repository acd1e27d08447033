package io.threetowers.testkit.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.LossContract;
import org.junit.jupiter.api.Test;

class HardestPartnerTest extends LossContract {
  @Override
  protected Loss create(BuildContext context) {
    return new HardestPartner().create(new HardestPartner.Config(0.2), context);
  }

  @Test
  void hasTheValuesWorkedOutByHand() {
    Loss loss = create(new HostContext("loss"));
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDList sides = new NDList();
      sides.add(manager.create(new float[][] {{1, 0}, {0.6f, 0.8f}}));
      sides.add(manager.create(new float[][] {{0.8f, 0.6f}, {0, 1}}));

      NDList values = loss.block().forward(new ParameterStore(manager, false), sides, false);

      // The scores are (0.8, 0) and (0.96, 0.8): only 0.96 - 0.8 + 0.2 costs, once on each side.
      assertThat(values.get(0).getFloat()).isCloseTo((0.36f + 0.36f) / 2, within(1e-6f));
      assertThat(values.get(1).getFloat()).isEqualTo(0.5f);
    }
  }
}
