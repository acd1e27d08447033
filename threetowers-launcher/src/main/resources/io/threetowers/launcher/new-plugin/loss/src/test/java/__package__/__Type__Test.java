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
    float[][] left = {{1, 0}, {0.6f, 0.8f}, {0, 1}};
    float[][] right = {{0.8f, 0.6f}, {0, 1}, {-0.6f, 0.8f}};

    float[] values = values(left, right);

    // The scores are (0.8, 0, -0.6), (0.96, 0.8, 0.28), (0.6, 1, 0.8). What costs is
    // 0.96 - 0.8 + 0.2 and 1 - 0.8 + 0.2: in two rows, and in two columns.
    assertThat(values[0]).isCloseTo((0.36f + 0.4f + 0.36f + 0.4f) / 3, within(1e-6f));
    assertThat(values[1]).isCloseTo(1 / 3f, within(1e-6f));
  }
}
