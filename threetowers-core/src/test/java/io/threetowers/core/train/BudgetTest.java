package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.Length;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
  @TempDir private Path folder;

  private Budget budget(String duration, int batch, long examples, String timeline)
      throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS.formatted("")
            + "loader: {batch: %d}\ntimeline: [%s]\n".formatted(batch, timeline);
    Path file = folder.resolve("budget.yaml");
    Files.writeString(file, yaml.replace("duration: 100", "duration: " + duration));
    Experiment experiment =
        new ConfigReader(new ComponentRegistry(TinyExperiment.components()))
            .read(file, List.of(), Experiment.class)
            .value();
    return Budget.of(experiment, examples);
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "3 epochs, 38", "1000 examples, 10", "1 examples, 1"})
  void countsAtOneSize(String duration, long steps) throws IOException {
    Budget budget = budget(duration, 100, 1250, "");
    assertThat(budget.steps()).isEqualTo(steps);
    assertThat(budget.examples(7)).isEqualTo(700);
  }

  @Test
  void countsExamplesPieceByPiece() throws IOException {
    Budget budget = budget("50", 10, 1000, "{at: 20 steps, batch: 30}, {at: 10 steps, batch: 20}");
    assertThat(budget.entries()).containsExactly(20L, 10L);
    assertThat(budget.examples(0)).isZero();
    assertThat(budget.examples(10)).isEqualTo(100);
    assertThat(budget.examples(11)).isEqualTo(120);
    assertThat(budget.examples(50)).isEqualTo(100 + 200 + 900);
    assertThat(budget.batch(9)).isEqualTo(10);
    assertThat(budget.batch(10)).isEqualTo(20);
    assertThat(budget.batch(49)).isEqualTo(30);
  }

  /** 2 epochs of 1000: 500 examples of 10, then 1500 of 50. */
  @Test
  void makesStepsOfEpochsAtTheSizeThatEachStepHas() throws IOException {
    Budget budget = budget("2 epochs", 10, 1000, "{at: 0.5 epochs, batch: 50}");
    assertThat(budget.entries()).containsExactly(50L);
    assertThat(budget.steps()).isEqualTo(50 + 30);
    assertThat(budget.examples(budget.steps())).isEqualTo(2000);
  }

  @Test
  void findsTheLengthThatItsPercentagesAreOf() throws IOException {
    Budget budget = budget("6000 examples", 10, 1000, "{at: 60%, batch: 20}, {at: 90%, batch: 40}");
    // 0.6 T · 10 + 0.3 T · 20 + 0.1 T · 40 = 16 T
    assertThat(budget.steps()).isEqualTo(375);
    assertThat(budget.entries()).containsExactly(225L, 338L);
    assertThat(budget.examples(375)).isEqualTo(225 * 10 + 113 * 20 + 37 * 40);
  }

  /** Against trying every length. */
  @ParameterizedTest
  @CsvSource({"1, 777", "2, 5001", "3, 12345", "4, 90"})
  void isTheLengthWhoseExamplesAreNearest(int seed, long target) throws IOException {
    String timeline =
        "{at: %d%%, batch: %d}, {at: %d examples, batch: %d}, {at: %d steps, batch: %d}"
            .formatted(
                10 * seed, 7 * seed, target / (seed + 1), 11 + seed, 3L * seed, 5 + 2 * seed);
    Budget budget = budget(target + " examples", 5, 1000, timeline);
    double best = Double.MAX_VALUE;
    for (long steps = 1; steps < target; steps++) {
      Budget other = budgetOf(timeline, steps);
      best = Math.min(best, (double) Math.abs(other.examples(steps) - target));
      if (other.examples(steps) > 2 * target) {
        break;
      }
    }
    assertThat((double) Math.abs(budget.examples(budget.steps()) - target)).isEqualTo(best);
  }

  private Budget budgetOf(String timeline, long steps) throws IOException {
    return budget(steps + " steps", 5, 1000, timeline);
  }

  @Test
  void repeatsByExamplesWhereTheBatchGrows() throws IOException {
    Budget budget = budget("20", 10, 100, "{at: 10 steps, batch: 50}");
    List<Long> due =
        LongStream.rangeClosed(1, 20)
            .filter(done -> budget.isDue(done, Length.parse("1 epoch")))
            .boxed()
            .toList();
    assertThat(due).containsExactly(10L, 12L, 14L, 16L, 18L, 20L);
    assertThat(budget.isDue(4, Length.parse("2 steps"))).isTrue();
    assertThat(budget.isDue(5, Length.parse("2 steps"))).isFalse();
  }
}
