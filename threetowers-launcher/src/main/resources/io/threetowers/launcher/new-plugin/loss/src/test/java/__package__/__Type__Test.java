package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.testkit.LossContract;
import org.junit.jupiter.api.Test;

/** The contract of losses, and the numbers of this one. */
class ${Type}Test extends LossContract {

  @Override
  protected Loss create(BuildContext context) {
    return new ${Type}().create(new ${Type}.Config(0.2), context);
  }

  @Test
  void hasTheValuesWorkedOutByHand() {
    float[][] left = {{1, 0}, {0.6f, 0.8f}};
    float[][] right = {{0.8f, 0.6f}, {0, 1}};

    float[] values = values(left, right);

    // The scores are (0.8, 0) and (0.96, 0.8): only 0.96 - 0.8 + 0.2 costs, once on each side.
    assertThat(values[0]).isCloseTo((0.36f + 0.36f) / 2, within(1e-6f));
    assertThat(values[1]).isEqualTo(0.5f);
  }
}
