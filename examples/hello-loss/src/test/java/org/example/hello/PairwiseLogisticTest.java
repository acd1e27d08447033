package org.example.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.testkit.LossContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of losses, and the numbers of this one. */
class PairwiseLogisticTest extends LossContract {
  private static final float[][] AXES = {{1, 0}, {0, 1}};
  private static final float[][] SWAPPED = {{0, 1}, {1, 0}};

  @Override
  protected Loss create(BuildContext context) {
    return new PairwiseLogistic().create(new PairwiseLogistic.Config(10, true), context);
  }

  @Test
  void isTheLogarithmOfOnePlusTheExponentOfTheMargin() {
    assertThat(values(AXES, AXES)[0]).isCloseTo((float) Math.log(1 + Math.exp(-10)), within(1e-6f));
    assertThat(values(AXES, SWAPPED)[0])
        .isCloseTo((float) Math.log(1 + Math.exp(10)), within(1e-5f));
  }

  @Test
  void tellsItsTemperature() {
    assertThat(values(AXES, AXES)[1]).isCloseTo(10f, within(1e-4f));
  }

  @Nested
  class WithAMultiplierThatStays extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return new PairwiseLogistic().create(new PairwiseLogistic.Config(3, false), context);
    }

    @Test
    void multipliesTheMarginByIt() {
      assertThat(values(AXES, SWAPPED)[0])
          .isCloseTo((float) Math.log(1 + Math.exp(3)), within(1e-5f));
    }
  }
}
