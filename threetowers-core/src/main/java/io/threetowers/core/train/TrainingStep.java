package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.Stopwatch;
import java.util.HashMap;
import java.util.Map;

/**
 * One step: embed, loss, push, update.
 *
 * <ol>
 *   <li>embed: every tower, a trained one micro-batch by micro-batch, then the heads on the whole
 *       batch;
 *   <li>loss: all edges over detached embeddings; the backward pass stops at them;
 *   <li>push: the backward pass of Σ embedding · gradient through heads and towers;
 *   <li>update: clip, optimizer, bounds.
 * </ol>
 *
 * <p>How a tower runs in stages 1 and 3 is {@link TowerPass}'s affair.
 */
public final class TrainingStep {
  private final Model model;
  private final Composition composition;
  private final TowerPass pass;
  private final Losses losses;
  private final Updater updater;

  public TrainingStep(Model model, Updater updater, HostScript host, long seed) {
    this.model = model;
    this.composition = model.composition();
    this.pass = new TowerPass(model, host, seed);
    this.losses = new Losses(model, host);
    this.updater = updater;
  }

  /**
   * Runs one step.
   *
   * @param step counts from 0
   * @param scope the step's manager, which owns the input and dies with the step
   * @param schedule the multiplier of the learning rate
   * @throws NonFiniteLossException before anything is updated
   */
  public StepResult run(long step, StepInput input, NDManager scope, double schedule) {
    return run(step, input, scope, schedule, new Stopwatch());
  }

  /**
   * As above.
   *
   * @param laps gets one for each {@link Stage} of the step
   */
  public StepResult run(
      long step, StepInput input, NDManager scope, double schedule, Stopwatch laps) {
    updater.clearGradients();
    laps.lap(Stage.OPTIMIZER);
    Map<String, NDArray> outputs = embed(step, input, laps);
    Losses.Result loss = losses.run(step, outputs, input, scope);
    laps.lap(Stage.LOSS);
    for (TowerNode tower : composition.towers().values()) {
      push(step, tower, input, outputs, loss.leaves());
      laps.lap(Stage.backward(tower.name()));
    }
    double norm = updater.update(step, schedule, scope, input.keys());
    laps.lap(Stage.OPTIMIZER);
    return new StepResult(loss.total(), loss.edges(), loss.metrics(), norm, loss.leaves());
  }

  /** Stage 1: the output of every tower and head, by name. */
  private Map<String, NDArray> embed(long step, StepInput input, Stopwatch laps) {
    Map<String, NDArray> outputs = new HashMap<>();
    for (TowerNode tower : composition.towers().values()) {
      NDArray rows = input.towers().get(tower.name());
      boolean embedded = input.embedded().contains(tower.name());
      outputs.put(tower.name(), embedded ? rows : pass.embed(step, tower, rows));
      laps.lap(Stage.forward(tower.name()));
    }
    for (HeadNode head : composition.heads().values()) {
      NDArray from = outputs.get(head.from());
      outputs.put(head.name(), Autograd.recording(() -> model.head(head.name(), from, true)));
    }
    laps.lap(Stage.HEADS);
    return outputs;
  }

  /** Stage 3. */
  private void push(
      long step,
      TowerNode tower,
      StepInput input,
      Map<String, NDArray> outputs,
      Map<String, NDArray> leaves) {
    NDList embeddings = new NDList();
    NDList gradients = new NDList();
    leaves.forEach(
        (name, leaf) -> {
          if (composition.tower(name).equals(tower) && composition.trained(name)) {
            NDArray gradient = Autograd.gradient(leaf);
            if (gradient != null) {
              embeddings.add(outputs.get(name));
              gradients.add(gradient);
            }
          }
        });
    if (embeddings.isEmpty()) {
      return;
    }
    pass.backward(tower, embeddings, gradients);
    if (!input.embedded().contains(tower.name())) {
      pass.push(step, tower, input.towers().get(tower.name()), outputs.get(tower.name()));
    }
  }
}
