package io.threetowers.losses;

import static io.threetowers.losses.Goldens.F;
import static io.threetowers.losses.Goldens.G;
import static io.threetowers.losses.Goldens.H;
import static io.threetowers.losses.Goldens.head;
import static io.threetowers.losses.Goldens.through;
import static io.threetowers.losses.Plain.normalize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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

class SoftmaxContrastiveTest {
  private static final double RELATIVE = 1e-6;

  private static Function<BuildContext, Loss> loss(double temperature, Optional<Integer> chunk) {
    return context ->
        new SoftmaxContrastive()
            .create(
                new SoftmaxContrastive.Config(temperature, true, Optional.empty(), chunk), context);
  }

  private static LossRun run(double[][] left, double[][] right) {
    return LossRun.of(loss(10, Optional.empty()), left, right);
  }

  private static void isGolden(LossRun run, double expected) {
    assertThat(run.value()).isCloseTo(expected, within(RELATIVE * expected));
  }

  @Test
  void givesTheGoldenLossesOfThreeTowers() {
    LossRun imageText = run(normalize(F), normalize(G));
    LossRun imageThird = run(through(F, head(5, 4, 0)), through(H, head(3, 4, 1)));
    LossRun textThird = run(through(G, head(5, 4, .5)), through(H, head(3, 4, 1.5)));

    isGolden(imageText, 7.015722426128);
    isGolden(imageThird, 1.871227852975);
    isGolden(textThird, 6.167165262848);
    double mean =
        (imageText.parameters().get("logit_scale")
                + imageThird.parameters().get("logit_scale")
                + textThird.parameters().get("logit_scale"))
            / 3;
    assertThat(mean).isCloseTo(4.64985152, within(1e-5));
  }

  @Test
  void knowsWhatAGuessGives() {
    double[][] same = normalize(Plain.matrix(33, 5, (i, j) -> 1));
    assertThat(run(same, same).value()).isCloseTo(Math.log(33), within(RELATIVE * 4));
    assertThat(loss(10, Optional.empty()).apply(new HostContext("nce")).chance(33))
        .hasValueCloseTo(Math.log(33), within(1e-12));
  }

  @Test
  void givesTheGoldenLossOfLockedImageTuning() {
    isGolden(run(normalize(H), through(G, head(5, 3, .25))), 6.555504610055);
  }

  /** Through the normalisation, which is the host's: (g − n (n·g)) / |x|. */
  @Test
  void givesTheGoldenGradientOfTheFirstRow() {
    double[] gradient = run(normalize(F), normalize(G)).left()[0];

    double[] unit = normalize(F)[0];
    double along = Plain.dot(gradient, unit);
    double[] raw = new double[5];
    for (int k = 0; k < raw.length; k++) {
      raw[k] = (gradient[k] - along * unit[k]) / Plain.norm(F[0]);
    }
    assertThat(raw)
        .containsExactly(
            new double[] {-1.37274882, -.98366947, -.38286423, .22733447, .65496381}, within(2e-6));
  }

  /** Whole, and in chunks that divide the batch, leave a rest, or exceed it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 11, 33, 100})
  void equalsThePlainLossInValueAndGradients(int chunk) {
    double[][] left = normalize(Plain.random(1, 33, 17));
    double[][] right = normalize(Plain.random(2, 33, 17));
    Plain.Result plain = Plain.softmax(left, right, 25);

    LossRun run =
        LossRun.of(loss(25, chunk == 0 ? Optional.empty() : Optional.of(chunk)), left, right);

    isGolden(run, plain.value());
    assertThat(run.parameters().get("logit_scale")).isCloseTo(plain.scale(), within(1e-5));
    for (int i = 0; i < left.length; i++) {
      assertThat(run.left()[i]).containsExactly(plain.left()[i], within(2e-6));
      assertThat(run.right()[i]).containsExactly(plain.right()[i], within(2e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void staysFiniteWhereTemperaturesAreExtreme(int chunk) {
    double[][] left = normalize(Plain.random(1, 8, 4));
    double[][] right = normalize(Plain.random(2, 8, 4));
    for (double temperature : new double[] {1e-3, 100, 1e4}) {
      Plain.Result plain = Plain.softmax(left, right, temperature);
      LossRun run =
          LossRun.of(
              loss(temperature, chunk == 0 ? Optional.empty() : Optional.of(chunk)), left, right);
      assertThat(run.value()).isCloseTo(plain.value(), within(1e-5 * plain.value()));
    }
  }

  @Test
  void isAtChanceWhereNothingIsToldApart() {
    double[][] same = Plain.matrix(8, 4, (i, j) -> .5);

    LossRun run = run(same, same);

    assertThat(run.value()).isCloseTo(Math.log(8), within(1e-6));
    assertThat(run.metrics()).containsEntry("accuracy", 1 / 8.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void countsHowOftenBothDirectionsFindTheirPartner(int chunk) {
    double[][] unit = Plain.matrix(8, 8, (i, j) -> i == j ? 1 : 0);
    double[][] swapped = unit.clone();
    swapped[0] = unit[1];
    swapped[1] = unit[0];
    Optional<Integer> rows = chunk == 0 ? Optional.empty() : Optional.of(chunk);

    assertThat(LossRun.of(loss(10, rows), unit, unit).metrics()).containsEntry("accuracy", 1.0);
    assertThat(LossRun.of(loss(10, rows), unit, swapped).metrics()).containsEntry("accuracy", .75);
  }

  @Test
  void logsTheTemperatureAndTrainsItsLogarithm() {
    LossRun run = LossRun.of(loss(1 / .07, Optional.empty()), normalize(F), normalize(G));

    assertThat(run.metrics().get("temperature")).isCloseTo(1 / .07, within(1e-5));
  }

  @Test
  void keepsATemperatureThatIsNotLearned() {
    SoftmaxContrastive.Config config =
        new SoftmaxContrastive.Config(10, false, Optional.empty(), Optional.empty());
    LossRun run =
        LossRun.of(
            context -> new SoftmaxContrastive().create(config, context),
            normalize(F),
            normalize(G));

    assertThat(run.parameters()).isEmpty();
    isGolden(run, 7.015722426128);
  }

  @Test
  void boundsTheTemperatureAsOpenClipDoes() {
    SoftmaxContrastive.Config config =
        new SoftmaxContrastive.Config(10, true, Optional.of(100.0), Optional.empty());
    Loss loss = new SoftmaxContrastive().create(config, new HostContext("loss"));

    assertThat(loss.bounds()).containsOnlyKeys("logit_scale");
    assertThat(loss.bounds().get("logit_scale").min()).isZero();
    assertThat(loss.bounds().get("logit_scale").max()).isCloseTo(4.6051702, within(1e-7));
  }

  @Test
  void refusesATemperatureOutsideItsBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SoftmaxContrastive.Config(10, true, Optional.of(5.0), Optional.empty()))
        .withMessage(
            "max-temperature keeps the temperature between 1 and '5.0', so it cannot start at '10.0'");
  }

  @Nested
  class Whole extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(10, Optional.empty()).apply(context);
    }
  }

  @Nested
  class InChunks extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return loss(10, Optional.of(4)).apply(context);
    }
  }

  @Nested
  class Fixed extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return new SoftmaxContrastive()
          .create(
              new SoftmaxContrastive.Config(10, false, Optional.of(100.0), Optional.of(2)),
              context);
    }
  }
}
