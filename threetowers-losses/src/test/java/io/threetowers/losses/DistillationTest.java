package io.threetowers.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.losses.Distillation.Distance;
import io.threetowers.testkit.LossContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DistillationTest {

  private static Loss loss(Distance distance, BuildContext context) {
    return new Distillation().create(new Distillation.Config(distance), context);
  }

  @Test
  void isOneMinusTheMeanCosine() {
    double[][] left = Plain.normalize(Plain.random(4, 7, 5));
    double[][] right = Plain.normalize(Plain.random(5, 7, 5));
    double expected = 0;
    for (int i = 0; i < 7; i++) {
      expected += (1 - Plain.dot(left[i], right[i])) / 7;
    }

    LossRun run = LossRun.of(context -> loss(Distance.COSINE, context), left, right);

    assertThat(run.value()).isCloseTo(expected, within(1e-6));
    assertThat(run.left()[3][2]).isCloseTo(-right[3][2] / 7, within(1e-7));
    assertThat(run.right()[3][2]).isCloseTo(-left[3][2] / 7, within(1e-7));
  }

  @Test
  void isTheMeanSquaredDistance() {
    double[][] left = {{1, 2}, {0, 0}};
    double[][] right = {{1, 0}, {3, 4}};

    LossRun run = LossRun.of(context -> loss(Distance.L2, context), left, right);

    assertThat(run.value()).isEqualTo((4 + 25) / 2.0);
    assertThat(run.left()).isDeepEqualTo(new double[][] {{0, 2}, {-3, -4}});
    assertThat(run.right()).isDeepEqualTo(new double[][] {{0, -2}, {3, 4}});
  }

  @Test
  void comparesDirectionsOrTheEmbeddingsThemselves() {
    HostContext context = new HostContext("loss");

    assertThat(loss(Distance.COSINE, context).left()).isEqualTo(Loss.Side.NORMALIZED);
    assertThat(loss(Distance.COSINE, context).right()).isEqualTo(Loss.Side.NORMALIZED);
    assertThat(loss(Distance.L2, context).left()).isEqualTo(Loss.Side.RAW);
    assertThat(loss(Distance.L2, context).right()).isEqualTo(Loss.Side.RAW);
  }

  @Nested
  class Cosine extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(Distance.COSINE, context);
    }
  }

  @Nested
  class SquaredDistance extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(Distance.L2, context);
    }
  }
}
