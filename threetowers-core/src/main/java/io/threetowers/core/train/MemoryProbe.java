package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.data.InputTransform;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.DeviceMemory;
import io.threetowers.core.train.MemoryEstimate.Course;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Measures what a training step of one and two examples holds, tower by tower, and the losses by
 * themselves: from that follows what a batch of any size would hold. Changes the model.
 *
 * <p>Where the second example is too little to be seen, the number is doubled until it is, or until
 * it is the batch or 256; losses are measured with the batch, at most 2048 pairs, and half of it.
 */
public final class MemoryProbe {
  /** Of less, the system's own ups and downs would be a large part. */
  private static final long VISIBLE = 64L << 20;

  private static final int MOST_EXAMPLES = 256;
  private static final int MOST_PAIRS = 2048;

  private final Model model;
  private final Composition composition;
  private final TrainingStep step;
  private final TowerPass pass;
  private final Losses losses;
  private final Set<String> embedded;
  private final int batch;
  private final int prefetch;
  private final DeviceMemory memory;

  /**
   * A probe.
   *
   * @param model in the phase of the step
   * @param embedded the towers whose embeddings come with a batch
   * @param batch the largest of the phase
   * @param prefetch batches that wait ready
   */
  public MemoryProbe(
      Model model,
      TrainingStep step,
      HostScript host,
      Set<String> embedded,
      int batch,
      int prefetch,
      DeviceMemory memory) {
    this.model = model;
    this.composition = model.composition();
    this.step = step;
    this.pass = new TowerPass(model, host, 0);
    this.losses = new Losses(model, host);
    this.embedded = Set.copyOf(embedded);
    this.batch = batch;
    this.prefetch = prefetch;
    this.memory = memory;
  }

  /** Empty where the system does not tell what a process holds. */
  public Optional<MemoryEstimate> measure() {
    if (memory.reset().isEmpty()) {
      return Optional.empty();
    }
    IntConsumer whole =
        examples -> {
          try (NDManager scope = model.manager().newSubManager()) {
            step.run(0, input(examples, scope), scope, 0);
          }
        };
    whole.accept(2); // makes gradients and moments; a loss of one pair can be 0
    OptionalLong fixed = memory.reset();
    Map<String, MemoryEstimate.TowerMemory> towers = new LinkedHashMap<>();
    for (TowerNode tower : composition.towers().values()) {
      towers.put(tower.name(), tower(tower));
    }
    long both = held(whole, 2);
    long steps =
        towers.values().stream()
            .filter(tower -> tower.course() != Course.APART)
            .mapToLong(tower -> tower.of(2))
            .sum();
    return Optional.of(
        new MemoryEstimate(
            fixed.getAsLong(),
            0,
            Math.max(0, both - steps),
            rowBytes(),
            prefetch + 1,
            towers,
            loss()));
  }

  /** Bytes on top of what was held before, at the most. */
  private long held(IntConsumer work, int examples) {
    long before = memory.reset().getAsLong();
    work.accept(examples);
    return Math.max(0, memory.peak().getAsLong() - before);
  }

  private MemoryEstimate.TowerMemory tower(TowerNode tower) {
    int most = tower.spec().microBatch().orElse(batch);
    int limit = Math.min(Math.min(most, batch), MOST_EXAMPLES);
    IntConsumer run = examples -> run(tower, examples);
    run.accept(1); // what a first call alone takes
    int fewer = 1;
    long first = held(run, fewer);
    int more = Math.min(2, limit);
    long second = more == fewer ? first : held(run, more);
    while (second - first < VISIBLE && more < limit) {
      more = Math.min(2 * more, limit);
      second = held(run, more);
    }
    double slope = more == fewer ? first : Math.max(0, (double) (second - first) / (more - fewer));
    long start = Math.max(0, Math.round(first - slope * fewer));
    return new MemoryEstimate.TowerMemory(course(tower), most, start, slope);
  }

  private Course course(TowerNode tower) {
    if (embedded.contains(tower.name())) {
      return Course.APART;
    }
    return tower.trained() ? Course.BOTH_WAYS : Course.FORWARD;
  }

  /** Forward, and back if it is trained. */
  private void run(TowerNode tower, int examples) {
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray rows = rows(tower, examples, scope);
      NDArray output = pass.embed(0, tower, rows);
      if (tower.trained()) {
        pass.backward(tower, new NDList(output), new NDList(scope.ones(output.getShape())));
        pass.push(0, tower, rows, output);
      }
    }
  }

  /**
   * Of the batch: a · B + b · B², where a loss that takes its pairs in chunks has no b; measured at
   * n and 2 n if the batch is larger.
   */
  private long loss() {
    int more = Math.min(batch, MOST_PAIRS);
    int fewer = Math.max(1, more / 2);
    pairs(fewer);
    double first = held(this::pairs, fewer);
    double second = held(this::pairs, more);
    if (batch == more) {
      return Math.round(second);
    }
    double square = Math.max(0, (second - 2 * first) / (2.0 * fewer * fewer));
    double line = Math.max(0, first / fewer - square * fewer);
    return Math.round(line * batch + square * batch * batch);
  }

  private void pairs(int examples) {
    try (NDManager scope = model.manager().newSubManager()) {
      Map<String, NDArray> outputs = new HashMap<>();
      for (String name : composition.joined()) {
        Shape shape = new Shape(examples, composition.width(name));
        outputs.put(name, Autograd.notRecording(() -> scope.randomNormal(shape)));
      }
      losses.run(0, outputs, input(examples, scope), scope);
    }
  }

  private StepInput input(int examples, NDManager scope) {
    Map<String, NDArray> towers = new HashMap<>();
    for (TowerNode tower : composition.towers().values()) {
      if (embedded.contains(tower.name())) {
        Shape shape = new Shape(examples, tower.tower().width());
        towers.put(tower.name(), Autograd.notRecording(() -> scope.randomNormal(shape)));
      } else {
        towers.put(tower.name(), rows(tower, examples, scope));
      }
    }
    Map<String, NDArray> labels = new HashMap<>();
    for (String field : composition.labels()) {
      labels.put(field, scope.zeros(new Shape(examples), DataType.INT64));
    }
    List<String> keys = IntStream.range(0, examples).mapToObj(i -> "example " + i).toList();
    return new StepInput(keys, towers, embedded, labels);
  }

  private static NDArray rows(TowerNode tower, int examples, NDManager scope) {
    InputTransform transform = tower.tower().input();
    return scope.zeros(new Shape(examples).addAll(transform.shape()), transform.type());
  }

  private long rowBytes() {
    return composition.towers().values().stream().mapToLong(this::rowBytes).sum();
  }

  private long rowBytes(TowerNode tower) {
    InputTransform input = tower.tower().input();
    return embedded.contains(tower.name())
        ? (long) tower.tower().width() * Float.BYTES
        : input.shape().size() * input.type().getNumOfBytes();
  }
}
