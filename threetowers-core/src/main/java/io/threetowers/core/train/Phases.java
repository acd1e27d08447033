package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.Optimizer;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The training step of whatever phase of the timeline holds. */
public final class Phases {
  private final Timeline timeline;
  private final Model model;
  private final Optimizer optimizer;
  private final Experiment experiment;
  private final HostScript host;
  private final Optional<MovingAverage> average;
  private final Observer observer;
  private @Nullable Phase phase;
  private @Nullable Updater updater;
  private @Nullable Model view;
  private @Nullable TrainingStep training;

  /**
   * Starts in no phase.
   *
   * @param observer told when a phase begins
   */
  public Phases(
      Timeline timeline,
      Model model,
      Optimizer optimizer,
      Experiment experiment,
      HostScript host,
      Optional<MovingAverage> average,
      Observer observer) {
    this.timeline = timeline;
    this.model = model;
    this.optimizer = optimizer;
    this.experiment = experiment;
    this.host = host;
    this.average = average;
    this.observer = observer;
  }

  /**
   * What runs a step; the phases before and after it are left.
   *
   * <p>The optimizer is the same in all: it begins anew with a parameter that it has not seen, and
   * goes on with one that was frozen for a while.
   *
   * @param step counts from 0
   */
  public TrainingStep at(long step) {
    Phase now = timeline.at(step);
    if (training == null || phase == null || phase.from() != now.from()) {
      if (updater != null) {
        updater.release();
      }
      Model phased = model.in(now.composition(), now::isTrained);
      updater =
          new Updater(
              phased,
              optimizer,
              experiment.optimizer(),
              experiment.train().clipNorm(),
              host,
              average,
              now::rate);
      training = new TrainingStep(phased, updater, host, experiment.seed());
      view = phased;
      phase = now;
      tell(step);
    }
    return training;
  }

  /** As the last step trained it: the graph of its phase. */
  Model model() {
    return view == null ? model : view;
  }

  /**
   * Towers whose embeddings could be kept from the first step to the last one run: the file freezes
   * them, and the timeline has neither thawed nor resized them.
   */
  List<String> constant() {
    long from = phase == null ? 0 : phase.from();
    return timeline.own().towers().values().stream()
        .filter(tower -> !tower.trained())
        .map(TowerNode::name)
        .filter(tower -> timeline.isConstant(tower, from))
        .toList();
  }

  /** Those of the last step by full name, clipped; none of parameters that it does not reach. */
  Map<String, NDArray> gradients() {
    return updater == null ? Map.of() : updater.gradients();
  }

  /** Whether a phase begins with a step that is not the first. */
  boolean isNew(long step) {
    return step > 0 && timeline.at(step).from() == step;
  }

  private void tell(long step) {
    for (Timeline.Change change : timeline.changes()) {
      if (change.step() == step) {
        observer.note(String.format(Locale.ROOT, "from step %,d: %s", step + 1, change.what()));
      }
    }
  }
}
