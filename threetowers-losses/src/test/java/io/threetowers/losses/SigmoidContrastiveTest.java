package io.threetowers.losses;

import static io.threetowers.losses.Goldens.F;
import static io.threetowers.losses.Goldens.G;
import static io.threetowers.losses.Plain.normalize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.LossContract;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigmoidContrastiveTest {

  private static Function<BuildContext, Loss> loss(
      double temperature, double bias, Optional<Integer> chunk) {
    return context ->
        new SigmoidContrastive()
            .create(
                new SigmoidContrastive.Config(temperature, bias, true, Optional.empty(), chunk),
                context);
  }

  @Test
  void givesTheGoldenLoss() {
    LossRun run = LossRun.of(loss(10, -10, Optional.empty()), normalize(F), normalize(G));

    assertThat(run.value()).isCloseTo(8.985820098226, within(1e-6 * 9));
    assertThat(run.metrics()).containsEntry("bias", -10.0).containsKey("accuracy");
    assertThat(run.metrics().get("temperature")).isCloseTo(10, within(1e-5));
  }

  /** All logits equal, and the bias as good as it can be: that of the probability 1 / 33. */
  @Test
  void knowsWhatAGuessGives() {
    double[][] same = normalize(Plain.matrix(33, 5, (i, j) -> 1));
    double best = Math.log(1.0 / 32);
    double chance =
        loss(1, 0, Optional.empty()).apply(new HostContext("nce")).chance(33).orElseThrow();
    for (double bias : new double[] {best - 1, best, best + 1}) {
      // The temperature of 1 adds the cosine of 1.
      double guess = LossRun.of(loss(1, bias - 1, Optional.empty()), same, same).value();
      if (bias == best) {
        assertThat(chance).isCloseTo(guess, within(1e-5));
      } else {
        assertThat(chance).isLessThan(guess - 0.1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 11, 33, 100})
  void equalsThePlainLossInValueAndGradients(int chunk) {
    double[][] left = normalize(Plain.random(1, 33, 17));
    double[][] right = normalize(Plain.random(2, 33, 17));
    Plain.Result plain = Plain.sigmoid(left, right, 12, -4);

    LossRun run =
        LossRun.of(loss(12, -4, chunk == 0 ? Optional.empty() : Optional.of(chunk)), left, right);

    assertThat(run.value()).isCloseTo(plain.value(), within(1e-6 * plain.value()));
    assertThat(run.parameters().get("logit_scale")).isCloseTo(plain.scale(), within(1e-5));
    assertThat(run.parameters().get("logit_bias")).isCloseTo(plain.bias(), within(1e-5));
    for (int i = 0; i < left.length; i++) {
      assertThat(run.left()[i]).containsExactly(plain.left()[i], within(2e-6));
      assertThat(run.right()[i]).containsExactly(plain.right()[i], within(2e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void staysExactWhereEveryPairIsToldApart(int chunk) {
    double[][] unit = Plain.matrix(8, 8, (i, j) -> i == j ? 1 : 0);

    LossRun run =
        LossRun.of(loss(100, -50, chunk == 0 ? Optional.empty() : Optional.of(chunk)), unit, unit);

    double plain = Plain.sigmoid(unit, unit, 100, -50).value();
    assertThat(run.value()).isCloseTo(plain, within(1e-3 * plain));
    assertThat(run.metrics()).containsEntry("accuracy", 1.0);
  }

  @Nested
  class Whole extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(10, -10, Optional.empty()).apply(context);
    }
  }

  @Nested
  class InChunks extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(10, -10, Optional.of(4)).apply(context);
    }
  }

  @Nested
  class Fixed extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return new SigmoidContrastive()
          .create(
              new SigmoidContrastive.Config(10, -10, false, Optional.of(100.0), Optional.empty()),
              context);
    }
  }
}
