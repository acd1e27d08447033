package io.threetowers.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.LossContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyTest {

  private static Loss loss(double smoothing, BuildContext context) {
    return new CrossEntropy().create(new CrossEntropy.Config(smoothing), context);
  }

  /** The target written out: (1 − ε) · one-hot + ε / K. */
  @ParameterizedTest
  @ValueSource(doubles = {0, .1, 1})
  void equalsThePlainLoss(double smoothing) {
    double[][] logits = Plain.random(3, 6, 5);
    long[] labels = {4, 0, 2, 2, 1, 3};
    double expected = 0;
    for (int i = 0; i < labels.length; i++) {
      double normalizer = 0;
      for (double logit : logits[i]) {
        normalizer += Math.exp(logit);
      }
      for (int k = 0; k < 5; k++) {
        double target = (k == labels[i] ? 1 - smoothing : 0) + smoothing / 5;
        expected -= target * (logits[i][k] - Math.log(normalizer)) / labels.length;
      }
    }

    LossRun run = LossRun.of(context -> loss(smoothing, context), logits, labels);

    assertThat(run.value()).isCloseTo(expected, within(1e-6 * expected));
  }

  @Test
  void countsHowOftenTheLargestLogitIsTheLabel() {
    double[][] logits = {{0, 1, 2}, {5, 1, 2}, {0, 3, 1}, {0, 0, 9}};

    LossRun run = LossRun.of(context -> loss(0, context), logits, new long[] {2, 0, 1, 1});

    assertThat(run.metrics()).containsEntry("accuracy", .75);
  }

  @Test
  void readsRawLogitsAndLabels() {
    Loss loss = loss(0, new HostContext("loss"));

    assertThat(loss.left()).isEqualTo(Loss.Side.RAW);
    assertThat(loss.right()).isEqualTo(Loss.Side.LABEL);
  }

  @Nested
  class Plainly extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(0, context);
    }
  }

  @Nested
  class Smoothed extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(.1, context);
    }
  }
}
