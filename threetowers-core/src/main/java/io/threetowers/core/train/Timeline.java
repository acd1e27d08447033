package io.threetowers.core.train;

import io.threetowers.core.config.Bound;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.TowerNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The phases of a run. What holds at a step follows from the experiment, the size of the data and
 * that step alone, so that a resumed run needs no memory of it.
 *
 * @param own the graph as the experiment describes it, its towers at their own sizes
 * @param phases by the step
 * @param changes what each entry changes, in words, in the order of the run
 */
public record Timeline(Composition own, Stepwise<Phase> phases, List<Change> changes) {

  /**
   * What an entry changes.
   *
   * @param step before which it happens
   */
  public record Change(long step, String what) {}

  public Timeline {
    changes = List.copyOf(changes);
  }

  /**
   * Computes and checks the phases.
   *
   * @param examples of the training data
   * @throws io.threetowers.core.config.InvalidConfigException with every problem found
   */
  public static Timeline of(Bound<Experiment> experiment, Composition composition, long examples) {
    return new TimelineBuilder(experiment, composition, examples).build();
  }

  /** Of a model that is not trained. */
  public static Timeline constant(Composition composition) {
    Phase phase = new Phase(0, composition, Trainable.initially(composition), List.of());
    return new Timeline(composition, Stepwise.constant(phase), List.of());
  }

  /** As if nothing changed after the first step. */
  public Timeline beginning() {
    return new Timeline(own, Stepwise.constant(at(0)), List.of());
  }

  /** What holds at a step, which counts from 0. */
  public Phase at(long step) {
    return phases.at(step);
  }

  /**
   * Whether a tower's embeddings of the training data, computed before the first step, are still
   * what it gives at a step: it is frozen on the clean view, and never was anything else.
   */
  public boolean isEmbedded(String tower, long step) {
    return at(step).composition().towers().get(tower).precomputed() && isConstant(tower, step);
  }

  /** Whether a tower is frozen at a step and reads inputs of its own size, and always did. */
  boolean isConstant(String tower, long step) {
    return phases.changes().headMap(step, true).values().stream()
        .map(phase -> phase.composition().towers().get(tower))
        .allMatch(node -> !node.trained() && node.tower() == own.towers().get(tower).tower());
  }

  /** What is to be known of the end: towers that are trained at another size than their own. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    Composition last = phases.changes().lastEntry().getValue().composition();
    for (Map.Entry<String, TowerNode> entry : own.towers().entrySet()) {
      TowerNode end = last.towers().get(entry.getKey());
      if (end.tower() != entry.getValue().tower()) {
        notes.add(
            "towers.%s is trained on inputs of %s in the end, but evaluated, embedded and exported for its own, %s"
                .formatted(
                    entry.getKey(),
                    end.tower().input().shape(),
                    entry.getValue().tower().input().shape()));
      }
    }
    return notes;
  }
}
