package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.data.Stepwise;
import io.threetowers.core.experiment.KeepSpec;
import io.threetowers.core.train.CheckpointState.Best;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckpointMarksTest {
  private static final Budget BUDGET = new Budget(Stepwise.constant(8), 800, 100, List.of());
  private final List<String> warnings = new ArrayList<>();

  @Test
  void keepsTheFirstOfEqualValuesAndNothingThatIsNoNumber() {
    CheckpointMarks marks = best("R");
    assertThat(evaluate(marks, 1, "R", Double.NaN)).isFalse();
    assertThat(evaluate(marks, 2, "R", 0.2)).isTrue();
    assertThat(evaluate(marks, 3, "R", 0.2)).isFalse();
    assertThat(evaluate(marks, 4, "R", 0.3)).isTrue();
    assertThat(marks.best()).hasValue(new Best("R", 4, 0.3));
  }

  @Test
  void takesTheSmallerOfLossesAndRanks() {
    for (String name : List.of("val_loss", "image_to_text_mean_rank", "test/r/error")) {
      CheckpointMarks marks = best(name);
      String metric = name.substring(name.lastIndexOf('/') + 1);
      assertThat(evaluate(marks, 1, metric, 3)).as(name).isTrue();
      assertThat(evaluate(marks, 2, metric, 4)).as(name).isFalse();
      assertThat(evaluate(marks, 3, metric, 2)).as(name).isTrue();
    }
    // Only the metric's own name tells: "rank" of an evaluator is no rank.
    CheckpointMarks marks = best("rank/R");
    marks.watch().evaluation(1, "rank", "test", Map.of("R", 0.1));
    marks.saving(1);
    marks.watch().evaluation(2, "rank", "test", Map.of("R", 0.2));
    assertThat(marks.marks(2)).isTrue();
  }

  @Test
  void takesTheFirstResultThatBearsTheName() {
    for (String name : List.of("R", "a/R", "one/a/R")) {
      CheckpointMarks marks = best(name);
      marks.watch().evaluation(5, "a", "one", Map.of("R", 0.1));
      marks.watch().evaluation(5, "a", "two", Map.of("R", 0.2));
      marks.watch().evaluation(5, "a-ema", "one", Map.of("R", 0.3));
      marks.saving(5);
      assertThat(marks.best()).as(name).hasValue(new Best(name, 5, 0.1));
    }
    CheckpointMarks ofAverage = best("a-ema/R");
    ofAverage.watch().evaluation(5, "a", "one", Map.of("R", 0.1));
    ofAverage.watch().evaluation(5, "a-ema", "one", Map.of("R", 0.3));
    ofAverage.saving(5);
    assertThat(ofAverage.best()).hasValue(new Best("a-ema/R", 5, 0.3));
  }

  @Test
  void saysOnceThatNoEvaluatorGivesTheMetric() {
    CheckpointMarks marks = best("text_to_image_R@2");
    for (int step = 1; step < 3; step++) {
      marks
          .watch()
          .evaluation(step, "r", "test", Map.of("text_to_image_R@1", 0.1, "mean_rank", 3.0));
      marks.requireMeasured(warnings::add);
    }
    assertThat(warnings)
        .containsExactly(
            "checkpoint.keep.best: no checkpoint is kept as the best, for no evaluator gives 'text_to_image_R@2'; did you mean 'text_to_image_R@1'?");
  }

  @Test
  void knowsWhatWasMeantByANameOfSeveralParts() {
    Map<String, String> meant =
        Map.of(
            "retrieval/test/R@1", "test/retrieval/R@1",
            "test/retreival/R@1", "test/retrieval/R@1",
            "retrieval-ema/R@2", "retrieval-ema/R@1",
            "R@1/retrieval", "retrieval/R@1");
    meant.forEach(
        (written, right) -> {
          CheckpointMarks marks = best(written);
          for (String evaluator : List.of("retrieval", "retrieval-ema", "zero-shot")) {
            marks.watch().evaluation(1, evaluator, "test", Map.of("R@1", 0.1));
          }
          warnings.clear();
          marks.requireMeasured(warnings::add);
          assertThat(warnings)
              .singleElement()
              .asString()
              .endsWith("gives '" + written + "'; did you mean '" + right + "'?");
        });
  }

  @Test
  void theBestThatCouldNotBeSavedIsNone() {
    CheckpointMarks marks = best("R");
    evaluate(marks, 1, "R", 0.2);
    evaluate(marks, 2, "R", 0.4);
    marks.failed(2);
    assertThat(marks.best()).hasValue(new Best("R", 1, 0.2));
    assertThat(evaluate(marks, 3, "R", 0.3)).isTrue();
  }

  private static CheckpointMarks best(String metric) {
    return new CheckpointMarks(new KeepSpec(2, Optional.empty(), Optional.of(metric)), BUDGET);
  }

  /** Returns whether the step is the best, and saves it if so. */
  private static boolean evaluate(CheckpointMarks marks, long step, String metric, double value) {
    marks.watch().evaluation(step, "r", "test", Map.of(metric, value));
    boolean marked = marks.marks(step);
    if (marked) {
      marks.saving(step);
    }
    return marked;
  }
}
