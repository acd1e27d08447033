package io.threetowers.core.run;

/**
 * Which weights of a run are meant.
 *
 * @param name {@code latest}, {@code best} or a checkpoint's own name, such as {@code step_000500}
 */
public record CheckpointChoice(String name, WeightChoice weights) {

  /** What is meant where nobody says so: the newest, as it was trained. */
  public static final CheckpointChoice NEWEST =
      new CheckpointChoice(CheckpointStore.LATEST, WeightChoice.RAW);
}
