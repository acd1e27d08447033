package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run looks like when its towers compute in other ways: docs/memory-and-precision.md. */
class PrecisionIT {
  /** The page promises it. */
  private static final double BOUND = 0.02;

  private static final int STEPS = 200;
  private static final int WINDOW = 20;

  @TempDir private Path folder;

  @Test
  void theLossCurveOfBf16StaysBesideThatOfFp32() throws Exception {
    List<Double> exact = losses("exact");
    List<Double> lowered =
        losses(
            "lowered",
            "precision=bf16",
            "towers.image.activation-checkpointing=true",
            "towers.text.micro-batch=8");
    assertThat(lowered).hasSize(STEPS).isNotEqualTo(exact);
    for (int from = 0; from < STEPS; from += WINDOW) {
      double expected = mean(exact, from);
      assertThat(mean(lowered, from))
          .as("mean loss of steps %d to %d, fp32 %f", from + 1, from + WINDOW, expected)
          .isBetween(expected * (1 - BOUND), expected * (1 + BOUND));
    }
    assertThat(mean(exact, STEPS - WINDOW)).isLessThan(0.8 * mean(exact, 0));
  }

  private static double mean(List<Double> losses, int from) {
    return losses.subList(from, from + WINDOW).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  private List<Double> losses(String run, String... settings) throws Exception {
    Distribution.tinyExperiment(folder);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "tiny.yaml",
                "--run",
                run,
                "train.duration=" + STEPS,
                "train.log-every=1",
                "train.evaluate-every=null",
                "checkpoint.every=null"));
    arguments.addAll(List.of(settings));
    Distribution.Outcome outcome = Distribution.run(folder, arguments.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    return losses(folder.resolve(run).resolve("metrics.jsonl"));
  }

  private static List<Double> losses(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject().get("loss").getAsDouble())
        .toList();
  }
}
