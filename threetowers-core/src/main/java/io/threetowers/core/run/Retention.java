package io.threetowers.core.run;

import java.util.OptionalLong;
import java.util.Set;

/**
 * Which checkpoints stay when another has been saved.
 *
 * @param last how many of the newest, at least 1
 * @param milestones steps whose checkpoints stay for ever
 * @param best the step of the best one so far, which stays until there is a better one
 */
public record Retention(int last, Set<Long> milestones, OptionalLong best) {

  public Retention {
    if (last < 1) {
      throw new IllegalArgumentException("at least the newest checkpoint is kept, not " + last);
    }
    milestones = Set.copyOf(milestones);
  }

  /** The newest alone. */
  public static Retention ofLast(int last) {
    return new Retention(last, Set.of(), OptionalLong.empty());
  }

  /** Whether the checkpoint of a step stays, however old it is. */
  boolean marks(long step) {
    return milestones.contains(step) || (best.isPresent() && best.getAsLong() == step);
  }
}
