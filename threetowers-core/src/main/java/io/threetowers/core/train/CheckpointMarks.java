package io.threetowers.core.train;

import io.threetowers.api.Tracker;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.experiment.KeepSpec;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.MetricName;
import io.threetowers.core.run.Retention;
import io.threetowers.core.train.CheckpointState.Best;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which checkpoints of a run stay although they are old: milestones, and the best.
 *
 * <p>A metric may be named alone, or as {@code evaluator/metric} or, as trackers show it, {@code
 * data/evaluator/metric}; of several results that bear the name, the first of an evaluation counts,
 * and so the evaluators' order in the file. Of equal values the earlier is the best.
 */
final class CheckpointMarks {
  private final KeepSpec spec;
  private final Budget budget;
  private final SortedSet<Long> milestones = new TreeSet<>();
  private final SortedSet<String> measured = new TreeSet<>();
  private Optional<Best> best = Optional.empty();

  /** What is the best again if its successor cannot be saved. */
  private Optional<Best> before = Optional.empty();

  /** Of the step that was evaluated last. */
  private Optional<Best> candidate = Optional.empty();

  private boolean told;

  CheckpointMarks(KeepSpec spec, Budget budget) {
    this.spec = spec;
    this.budget = budget;
  }

  SortedSet<Long> milestones() {
    return milestones;
  }

  Optional<Best> best() {
    return best;
  }

  Retention retention() {
    OptionalLong bestStep =
        best.map(each -> OptionalLong.of(each.step())).orElse(OptionalLong.empty());
    return new Retention(spec.last(), Set.copyOf(milestones), bestStep);
  }

  /** A tracker that looks for the metric among the results of evaluations. */
  Tracker watch() {
    return new Tracker() {
      @Override
      public void evaluation(
          long step, String evaluator, String data, Map<String, Double> metrics) {
        metrics.forEach((metric, value) -> measured(step, evaluator, data, metric, value));
      }

      @Override
      public void close() {}
    };
  }

  private void measured(long step, String evaluator, String data, String metric, double value) {
    List<String> names =
        List.of(metric, evaluator + "/" + metric, data + "/" + evaluator + "/" + metric);
    measured.addAll(names);
    boolean meant = spec.best().map(names::contains).orElse(false);
    boolean first = candidate.isEmpty() || candidate.get().step() != step;
    if (meant && first) {
      candidate = Optional.of(new Best(spec.best().get(), step, value));
      told = true;
    }
  }

  /** Says once that no evaluator gives the metric, after all have run. */
  void requireMeasured(Consumer<String> warnings) {
    if (spec.best().isPresent() && !told) {
      told = true;
      warnings.accept(
          "checkpoint.keep.best: no checkpoint is kept as the best, for no evaluator gives '%s'%s"
              .formatted(spec.best().get(), hint(spec.best().get())));
    }
  }

  /** Of names with as many parts; the same parts in another order are nearest. */
  private String hint(String wanted) {
    List<String> parts = parts(wanted);
    SortedSet<String> alike = new TreeSet<>(measured);
    alike.removeIf(name -> parts(name).size() != parts.size());
    SortedSet<String> reordered = new TreeSet<>(alike);
    reordered.removeIf(name -> !parts(name).equals(parts));
    return reordered.isEmpty()
        ? Suggestions.hint(wanted, alike.isEmpty() ? measured : alike)
        : "; did you mean '" + reordered.first() + "'?";
  }

  private static List<String> parts(String name) {
    return Stream.of(name.split("/", -1)).sorted().toList();
  }

  /** Whether the checkpoint of a step is to stay. */
  boolean marks(long step) {
    return isMilestone(step) || isBest(step);
  }

  private boolean isMilestone(long step) {
    return spec.every().map(every -> budget.isDue(step, every)).orElse(false);
  }

  private boolean isBest(long step) {
    if (candidate.isEmpty() || candidate.get().step() != step) {
      return false;
    }
    double value = candidate.get().value();
    String metric = candidate.get().metric();
    boolean lower = new MetricName(metric.substring(metric.lastIndexOf('/') + 1)).lowerIsBetter();
    return Double.isFinite(value)
        && best.map(old -> lower ? value < old.value() : value > old.value()).orElse(true);
  }

  /** The checkpoint of a step is about to be saved. */
  void saving(long step) {
    if (isMilestone(step)) {
      milestones.add(step);
    }
    if (isBest(step)) {
      before = best;
      best = candidate;
    }
  }

  /** It could not be saved. */
  void failed(long step) {
    milestones.remove(step);
    if (best.isPresent() && best.get().step() == step) {
      best = before;
    }
  }

  /** Goes on from a checkpoint; a best one that is there no longer is forgotten. */
  void restore(CheckpointState state, CheckpointStore store) throws IOException {
    milestones.addAll(state.milestones());
    Optional<Best> saved = state.bestSoFar();
    if (saved.isPresent()
        && Optional.of(saved.get().metric()).equals(spec.best())
        && store.has(saved.get().step())) {
      best = saved;
    }
  }
}
