package io.threetowers.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.core.data.LoaderTimes;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;
  private long now;

  @Test
  void dividesByTheStepsSinceTheLastLogWithoutWhatCameBetween() {
    Pace pace = new Pace(false, () -> now);
    now += 4 * SECOND;
    pace.step(new Stopwatch());
    pace.step(new Stopwatch());
    now += 6 * SECOND;
    pace.apart(Stage.EVALUATION, 6 * SECOND);
    Lapse lapse = pace.lapse(new LoaderTimes(SECOND, 8 * SECOND, 0, 0, 0));
    assertThat(lapse.stepSeconds()).isEqualTo(2);
    assertThat(lapse.stages())
        .containsEntry("evaluation", 3.0)
        .containsEntry("read", 0.5)
        .containsEntry("decode", 4.0);
    assertThat(lapse.evaluationShare()).isEqualTo(0.6);
    now += 3 * SECOND;
    pace.step(new Stopwatch());
    Lapse next = pace.lapse(new LoaderTimes(SECOND, 9 * SECOND, 0, 0, 0));
    assertThat(next.stepSeconds()).isEqualTo(3);
    assertThat(next.stages()).containsEntry("decode", 1.0).doesNotContainKey("evaluation");
  }

  @Test
  void takesTheStagesOfAGpuFromItsSynchronisedStepAndLeavesThatOutOfTheThroughput() {
    Pace pace = new Pace(true, () -> now);
    Stopwatch queued = new Stopwatch();
    queued.lap(Stage.WAIT);
    queued.lap(Stage.LOSS);
    now += SECOND;
    pace.step(queued);
    Lapse before = pace.lapse(LoaderTimes.NONE);
    assertThat(before.stages()).containsKey("wait").doesNotContainKey("loss");
    int[] waits = new int[1];
    Stopwatch synchronised = new Stopwatch(() -> waits[0]++);
    synchronised.lap(Stage.WAIT);
    synchronised.lap(Stage.LOSS);
    assertThat(waits[0]).isEqualTo(2);
    now += SECOND;
    pace.step(queued);
    now += synchronised.nanos();
    pace.synchronisedStep(synchronised);
    Lapse after = pace.lapse(LoaderTimes.NONE);
    assertThat(after.stepSeconds()).isEqualTo(1, within(1e-12));
    assertThat(after.seconds("loss")).isEqualTo(synchronised.stages().get("loss") / 1e9);
    now += SECOND;
    pace.step(queued);
    assertThat(pace.lapse(LoaderTimes.NONE).seconds("loss")).isEqualTo(after.seconds("loss"));
  }

  @Test
  void forgetsOnlyWhatTheStepsBeforeAChangeTook() {
    Pace pace = new Pace(false, () -> now);
    now += 4 * SECOND;
    pace.step(new Stopwatch());
    pace.lapse(new LoaderTimes(0, 8 * SECOND, 0, 0, 0));
    now += 5 * SECOND;
    pace.step(new Stopwatch());
    now += 6 * SECOND;
    pace.apart(Stage.EVALUATION, 6 * SECOND);
    pace.change();
    now += SECOND;
    pace.step(new Stopwatch());
    Lapse lapse = pace.lapse(new LoaderTimes(0, 10 * SECOND, 0, 0, 0));
    assertThat(lapse.stepSeconds()).isEqualTo(1);
    assertThat(lapse.stages()).containsEntry("decode", 1.0).containsEntry("evaluation", 3.0);
    assertThat(lapse.evaluationShare()).as("of the whole run").isEqualTo(6 / 16.0);
  }

  @Test
  void tellsWhatObservedStepsTookWhereThereAreNoOthersSinceAChange() {
    Pace pace = new Pace(false, () -> now);
    now += 2 * SECOND;
    pace.step(new Stopwatch());
    now += SECOND;
    pace.apart(Stage.CHECKPOINT, SECOND);
    pace.change();
    Stopwatch slow = new Stopwatch();
    slow.lap(Stage.LOSS);
    now += slow.nanos();
    pace.leaveOut(slow);
    assertThat(pace.lapse(LoaderTimes.NONE).stepSeconds()).isEqualTo(slow.nanos() / 1e9);
  }

  @Test
  void keepsTheLastPaceWhereEveryStepWasObserved() {
    Pace pace = new Pace(false, () -> now);
    now += 2 * SECOND;
    pace.step(new Stopwatch());
    pace.lapse(LoaderTimes.NONE);
    now += 9 * SECOND;
    pace.leaveOut(new Stopwatch());
    assertThat(pace.lapse(LoaderTimes.NONE).stepSeconds()).isEqualTo(2);
  }
}
