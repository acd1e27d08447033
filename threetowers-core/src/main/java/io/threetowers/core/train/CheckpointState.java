package io.threetowers.core.train;

import io.threetowers.core.data.DataPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code state.json} holds: all that a run needs to go on besides arrays.
 *
 * @param step steps done
 * @param epoch see {@link DataPosition}, as are the next two
 * @param milestones steps whose checkpoints stay for ever, ascending
 * @param best the best checkpoint so far; null if there is none
 */
record CheckpointState(
    long step,
    long epoch,
    List<DataPosition.Run> batches,
    List<String> unreadable,
    Map<String, List<String>> vocabularies,
    List<Long> milestones,
    @Nullable Best best) {

  /** Files that were written before there were milestones have none. */
  @SuppressWarnings("ConstantValue")
  CheckpointState {
    milestones = milestones == null ? List.of() : List.copyOf(milestones);
  }

  /**
   * The best of a run.
   *
   * @param metric as {@code checkpoint.keep.best} names it
   * @param value of the metric
   */
  record Best(String metric, long step, double value) {}

  static CheckpointState of(TrainingState state, Vocabularies vocabularies, CheckpointMarks marks) {
    DataPosition position = state.position();
    return new CheckpointState(
        state.step(),
        position.epoch(),
        position.taken(),
        position.unreadable(),
        vocabularies.byField(),
        List.copyOf(marks.milestones()),
        marks.best().orElse(null));
  }

  TrainingState training() {
    return new TrainingState(step, new DataPosition(step, epoch, batches, unreadable));
  }

  Optional<Best> bestSoFar() {
    return Optional.ofNullable(best);
  }
}
