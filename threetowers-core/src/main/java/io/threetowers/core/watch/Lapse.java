package io.threetowers.core.watch;

import java.util.Map;

/**
 * What the steps since the last log took.
 *
 * @param stepSeconds wall time per step, without evaluations and checkpoints
 * @param stages seconds per step by stage; of the loader's stages thread-seconds
 * @param evaluationShare of the time since the run began or was resumed
 * @param checkpointShare of the time since the run began or was resumed
 */
public record Lapse(
    double stepSeconds,
    Map<String, Double> stages,
    double evaluationShare,
    double checkpointShare) {

  /** Seconds per step; 0 for a stage that did not occur. */
  public double seconds(String stage) {
    return stages.getOrDefault(stage, 0.0);
  }

  /** The share of a step. */
  public double share(String stage) {
    return seconds(stage) / stepSeconds;
  }
}
