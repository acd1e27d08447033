package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.StagedTower;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.seed.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a tower runs in a step: with its graph kept until the way back, or again on it.
 *
 * <ul>
 *   <li>The batch in one piece: the graph of stage 1 is kept.
 *   <li>In micro-batches: stage 1 records nothing, stage 3 runs piece after piece again: the
 *       gradient of the whole batch at the memory of one piece (Gao et al., 2021, arXiv
 *       2101.06983).
 *   <li>With activation checkpointing: of a piece only what each stage of the tower reads is kept,
 *       and on the way back each stage runs again (Chen et al., 2016, arXiv 1604.06174).
 * </ul>
 *
 * The engine is seeded before each call from (seed, step, tower, piece, stage), so that a second
 * run draws the same dropout masks.
 */
final class TowerPass {
  private final Model model;
  private final HostScript host;
  private final long seed;

  /** What the stages of a tower read in this step, where the batch is one piece. */
  private final Map<String, Deque<NDArray>> kept = new HashMap<>();

  /** The stage of a tower at which the way back ends: those before it are frozen. */
  private final Map<String, Integer> firstTrained = new HashMap<>();

  TowerPass(Model model, HostScript host, long seed) {
    this.model = model;
    this.host = host;
    this.seed = seed;
  }

  /** Stage 1 of the step: (B, D), recorded or a leaf of its own if the tower is trained. */
  NDArray embed(long step, TowerNode tower, NDArray rows) {
    int pieces = pieces(tower, rows);
    boolean staged = tower.trained() && tower.spec().activationCheckpointing();
    if (pieces == 1 && tower.trained() && !staged) {
      return Autograd.recording(() -> run(step, tower, rows, 0));
    }
    NDArray whole =
        Autograd.notRecording(
            () -> {
              if (pieces == 1) {
                return staged ? keep(step, tower, rows) : run(step, tower, rows, 0);
              }
              NDList parts = new NDList(pieces);
              for (int i = 0; i < pieces; i++) {
                NDArray piece = piece(tower, rows, i);
                parts.add(
                    staged ? throughStages(step, tower, piece, i) : run(step, tower, piece, i));
              }
              return host.concatenate(parts);
            });
    // A leaf: heads record on top of it, and stage 3 finds its gradient here.
    return tower.trained() ? Autograd.detach(whole, true) : whole;
  }

  /**
   * Stage 3 of the step, after the heads: carries the gradient of {@code output} on to the tower's
   * parameters, unless the graph that was kept has done so.
   */
  void push(long step, TowerNode tower, NDArray rows, NDArray output) {
    int pieces = pieces(tower, rows);
    boolean staged = tower.spec().activationCheckpointing();
    if (!tower.trained() || (pieces == 1 && !staged)) {
      return;
    }
    NDArray gradient = Autograd.gradient(output);
    for (int i = 0; i < pieces; i++) {
      int index = i;
      NDArray piece = piece(tower, rows, i);
      NDArray partGradient = piece(tower, gradient, i);
      if (staged) {
        pushStages(step, tower, piece, i, partGradient);
      } else {
        try (NDArray part = Autograd.recording(() -> run(step, tower, piece, index))) {
          backward(tower, new NDList(part), new NDList(partGradient));
        }
      }
    }
  }

  private NDArray run(long step, TowerNode tower, NDArray rows, int piece) {
    Autograd.seed(Seeds.of(seed, "dropout", step, tower.name(), piece));
    return model.tower(tower.name(), rows, tower.trained());
  }

  private NDArray run(
      long step, TowerNode tower, StagedTower staged, NDArray input, int piece, int stage) {
    Autograd.seed(Seeds.of(seed, "dropout", step, tower.name(), piece, stage));
    return staged.run(stage, input, tower.trained());
  }

  private NDArray throughStages(long step, TowerNode tower, NDArray rows, int piece) {
    Deque<NDArray> inputs = new ArrayDeque<>();
    NDArray output = forward(step, tower, rows, piece, inputs, true);
    inputs.forEach(NDArray::close);
    return output;
  }

  private NDArray keep(long step, TowerNode tower, NDArray rows) {
    Deque<NDArray> inputs = new ArrayDeque<>();
    kept.put(tower.name(), inputs);
    return forward(step, tower, rows, 0, inputs, true);
  }

  /**
   * Runs the stages without recording.
   *
   * @param inputs receives what each stage on the way back but the first of all reads, the last
   *     stage's on top
   * @param last whether the last stage runs, too; without it the result is what that would read
   */
  private NDArray forward(
      long step, TowerNode tower, NDArray rows, int piece, Deque<NDArray> inputs, boolean last) {
    return Autograd.notRecording(
        () -> {
          try (StagedTower staged = model.staged(tower.name(), rows)) {
            int first = firstTrained(staged);
            NDArray x = rows;
            for (int stage = 0; stage < staged.count() - (last ? 0 : 1); stage++) {
              NDArray input = x;
              x = run(step, tower, staged, input, piece, stage);
              if (stage > 0 && stage < first) {
                input.close();
              }
              if (!staged.isLast(stage) && stage + 1 >= first) {
                inputs.push(x);
              }
            }
            return x;
          }
        });
  }

  private int firstTrained(StagedTower staged) {
    return firstTrained.computeIfAbsent(
        staged.name(), name -> staged.firstTrained(host::hasWayBack));
  }

  private void pushStages(
      long step, TowerNode tower, NDArray rows, int piece, NDArray outputGradient) {
    Deque<NDArray> inputs = kept.remove(tower.name());
    if (inputs == null) {
      inputs = new ArrayDeque<>();
      forward(step, tower, rows, piece, inputs, false);
    }
    try (StagedTower staged = model.staged(tower.name(), rows)) {
      int first = firstTrained(staged);
      NDArray gradient = outputGradient;
      for (int stage = staged.count() - 1; stage >= first; stage--) {
        NDArray input = stage == 0 ? rows : inputs.pop();
        try (NDArray leaf = Autograd.detach(input, stage > first)) {
          pushStage(step, tower, staged, leaf, piece, stage, gradient);
          if (stage > 0) {
            input.close();
          }
          if (!staged.isLast(stage)) {
            gradient.close();
          }
          if (stage > first) {
            gradient = Autograd.gradient(leaf);
          }
        }
      }
      staged.pushParameters((arrays, gradients) -> backward(tower, arrays, gradients));
    }
  }

  /** Runs a stage again and its backward pass. */
  private void pushStage(
      long step,
      TowerNode tower,
      StagedTower staged,
      NDArray leaf,
      int piece,
      int stage,
      NDArray gradient) {
    try (NDArray output = Autograd.recording(() -> run(step, tower, staged, leaf, piece, stage))) {
      backward(tower, new NDList(output), new NDList(gradient));
    }
  }

  /** The backward pass of Σ array · gradient. */
  void backward(TowerNode tower, NDList arrays, NDList gradients) {
    Supplier<NDArray> scalar = () -> host.push(arrays, gradients);
    tower
        .place()
        .call(
            "backward",
            () -> {
              // Closed at once: what it was recorded from lives as long as it.
              try (NDArray recorded = Autograd.recording(scalar)) {
                Autograd.backward(recorded);
              }
              return tower;
            });
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
