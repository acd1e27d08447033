package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.seed.Seeds;
import io.threetowers.core.watch.Stage;
import io.threetowers.core.watch.Stopwatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

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
 * <p>A tower that takes the batch in one piece keeps its graph from stage 1. With several
 * micro-batches stage 1 records nothing and stage 3 runs the tower again, which gives the gradient
 * of the whole batch at the memory of one micro-batch (Gao et al., 2021, arXiv 2101.06983). The
 * engine is seeded before each tower call from (seed, step, tower, micro-batch), so the second run
 * draws the same dropout masks.
 */
public final class TrainingStep {
  private final Model model;
  private final Composition composition;
  private final Losses losses;
  private final Updater updater;
  private final HostScript host;
  private final long seed;

  public TrainingStep(Model model, Updater updater, HostScript host, long seed) {
    this.model = model;
    this.composition = model.composition();
    this.losses = new Losses(model, host);
    this.updater = updater;
    this.host = host;
    this.seed = seed;
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
      outputs.put(tower.name(), embedTower(step, tower, input));
      laps.lap(Stage.forward(tower.name()));
    }
    for (HeadNode head : composition.heads().values()) {
      NDArray from = outputs.get(head.from());
      outputs.put(head.name(), Autograd.recording(() -> model.head(head.name(), from, true)));
    }
    laps.lap(Stage.HEADS);
    return outputs;
  }

  private NDArray embedTower(long step, TowerNode tower, StepInput input) {
    NDArray rows = input.towers().get(tower.name());
    if (input.embedded().contains(tower.name())) {
      return rows;
    }
    int pieces = pieces(tower, rows);
    if (pieces == 1 && tower.trained()) {
      return Autograd.recording(() -> runTower(step, tower, rows, 0));
    }
    NDArray whole =
        Autograd.notRecording(
            () -> {
              NDList parts = new NDList(pieces);
              for (int i = 0; i < pieces; i++) {
                parts.add(runTower(step, tower, piece(tower, rows, i), i));
              }
              return pieces == 1 ? parts.head() : host.concatenate(parts);
            });
    // A leaf: heads record on top of it, and stage 3 finds its gradient here.
    return tower.trained() ? Autograd.detach(whole, true) : whole;
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
    NDArray output = outputs.get(tower.name());
    NDArray rows = input.towers().get(tower.name());
    int pieces = input.embedded().contains(tower.name()) ? 1 : pieces(tower, rows);
    backward(tower, () -> host.push(embeddings, gradients));
    if (pieces == 1 || !tower.trained()) {
      return;
    }
    NDArray gradient = Autograd.gradient(output);
    for (int i = 0; i < pieces; i++) {
      int index = i;
      NDArray part =
          Autograd.recording(() -> runTower(step, tower, piece(tower, rows, index), index));
      NDList partGradient = new NDList(piece(tower, gradient, i));
      backward(tower, () -> host.push(new NDList(part), partGradient));
      part.close();
    }
  }

  private static void backward(TowerNode tower, Supplier<NDArray> scalar) {
    tower
        .place()
        .call(
            "backward",
            () -> {
              NDArray recorded = Autograd.recording(scalar);
              Autograd.backward(recorded);
              return recorded;
            });
  }

  private NDArray runTower(long step, TowerNode tower, NDArray rows, int piece) {
    Autograd.seed(Seeds.of(seed, "dropout", step, tower.name(), piece));
    return model.tower(tower.name(), rows, tower.trained());
  }

  private static int pieces(TowerNode tower, NDArray rows) {
    long batch = rows.getShape().get(0);
    long size = tower.spec().microBatch().map(Integer::longValue).orElse(batch);
    return Math.toIntExact((batch + size - 1) / size);
  }

  private static NDArray piece(TowerNode tower, NDArray rows, int index) {
    long batch = rows.getShape().get(0);
    long size = tower.spec().microBatch().map(Integer::longValue).orElse(batch);
    if (size >= batch) {
      return rows;
    }
    return rows.get(new NDIndex(index * size + ":" + Math.min(batch, (index + 1) * size)));
  }
}
