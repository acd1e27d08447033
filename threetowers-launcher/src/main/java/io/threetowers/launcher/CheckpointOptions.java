package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.run.CheckpointChoice;
import io.threetowers.core.run.WeightChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that take the weights of a run. */
final class CheckpointOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "NAME",
      description =
          "Of a run: latest, best, or a checkpoint's name such as step_000500; default: latest.")
  private @Nullable String checkpoint;

  @Option(
      names = "--weights",
      paramLabel = "KIND",
      description =
          "Of a run: raw, as they were trained, or ema, their moving average; default: raw.")
  private @Nullable String weights;

  CheckpointChoice choice() {
    return new CheckpointChoice(
        checkpoint == null ? CheckpointChoice.NEWEST.name() : checkpoint,
        weights == null ? CheckpointChoice.NEWEST.weights() : weights(weights));
  }

  private static WeightChoice weights(String word) {
    return switch (word) {
      case "raw" -> WeightChoice.RAW;
      case "ema" -> WeightChoice.EMA;
      default ->
          throw new InvalidInputException("--weights must be raw or ema, not '" + word + "'");
    };
  }

  boolean isGiven() {
    return checkpoint != null || weights != null;
  }
}
