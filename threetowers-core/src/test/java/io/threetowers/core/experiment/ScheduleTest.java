package io.threetowers.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.core.experiment.Schedule.Shape;
import io.threetowers.core.experiment.Schedule.WarmupStart;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden numbers of big_vision's create_learning_rate_schedule, in float64. */
class ScheduleTest {
  private static final double TOLERANCE = 1e-10;

  @ParameterizedTest
  @CsvSource({"0,0", "1,.1", "10,1", "11,.9996954135", "55,.5", "99,.0003045865", "100,0"})
  void fallsAlongACosineAfterTheWarmUp(long step, double expected) {
    assertThat(at(schedule(Shape.COSINE, "10", "0"), step)).isCloseTo(expected, within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "10,1", "30,.7071067812", "90,.4472135955", "95,.2182178902", "100,0"})
  void fallsAsAnInverseRootAndCoolsDown(long step, double expected) {
    Schedule schedule =
        new Schedule(
            Shape.RSQRT,
            Length.parse("10%"),
            Length.parse("10 steps"),
            WarmupStart.ZERO,
            0,
            Optional.of(Length.parse("20")));

    assertThat(at(schedule, step)).isCloseTo(expected, within(TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "5,.5", "10,1", "55,.6", "100,.2", "1000,.2"})
  void fallsLinearlyToItsEnd(long step, double expected) {
    assertThat(at(schedule(Shape.LINEAR, "10", "0", .2), step)).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "89,1", "90,1", "95,.5", "100,0", "101,0"})
  void staysConstantUntilTheCoolDown(long step, double expected) {
    assertThat(at(schedule(Shape.CONSTANT, "0", "10"), step)).isCloseTo(expected, within(1e-12));
  }

  /** open_clip, open_clip_train/scheduler.py: base · (step + 1) / warm-up, then the same cosine. */
  @ParameterizedTest
  @CsvSource({"0,.1", "8,.9", "9,1", "10,1", "11,.9996954135", "55,.5"})
  void mayStartFromTheFirstStepsShare(long step, double expected) {
    Schedule schedule =
        new Schedule(
            Shape.COSINE,
            Length.parse("10"),
            Length.parse("0"),
            WarmupStart.FIRST_STEP,
            0,
            Optional.empty());

    assertThat(at(schedule, step)).isCloseTo(expected, within(TOLERANCE));
  }

  @Test
  void fallsToOneOverRootTwoAfterTenThousandStepsUnlessATimescaleIsGiven() {
    assertThat(schedule(Shape.RSQRT, "0", "0").at(10_000, 20_000, 1, 1))
        .isCloseTo(Math.sqrt(.5), within(1e-12));
  }

  @Test
  void onlyWarmsUpInARunThatEndsBeforeItsWarmUp() {
    assertThat(at(schedule(Shape.COSINE, "200", "0"), 50)).isEqualTo(.25);
    assertThat(at(schedule(Shape.COSINE, "100", "0"), 100)).isEqualTo(1);
  }

  @Property(tries = 300)
  void staysBetweenZeroAndOne(
      @ForAll Shape shape,
      @ForAll WarmupStart start,
      @ForAll @LongRange(min = 0, max = 300) long step,
      @ForAll @LongRange(min = 0, max = 120) long warmup,
      @ForAll @LongRange(min = 0, max = 120) long cooldown) {
    Schedule schedule =
        new Schedule(
            shape, Length.ofSteps(warmup), Length.ofSteps(cooldown), start, 0, Optional.empty());

    assertThat(at(schedule, step)).isBetween(0.0, 1.0);
  }

  @Test
  void refusesAnEndOfAShapeThatHasNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule(Shape.RSQRT, "0", "0", .1))
        .withMessage("end '0.1' is for the shapes cosine and linear; for others there is cooldown");
  }

  @Test
  void refusesATimescaleOfOtherShapes() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Schedule(
                    Shape.COSINE,
                    Length.ofSteps(0),
                    Length.ofSteps(0),
                    WarmupStart.ZERO,
                    0,
                    Optional.of(Length.ofSteps(5))))
        .withMessage("timescale '5 steps' is for the shape rsqrt");
  }

  private static double at(Schedule schedule, long step) {
    return schedule.at(step, 100, 1, 1);
  }

  private static Schedule schedule(Shape shape, String warmup, String cooldown) {
    return schedule(shape, warmup, cooldown, 0);
  }

  private static Schedule schedule(Shape shape, String warmup, String cooldown, double end) {
    return new Schedule(
        shape,
        Length.parse(warmup),
        Length.parse(cooldown),
        WarmupStart.ZERO,
        end,
        Optional.empty());
  }
}
