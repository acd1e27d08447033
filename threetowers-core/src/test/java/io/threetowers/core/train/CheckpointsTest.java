package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ch.qos.logback.classic.Level;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.script.HostMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final String YAML =
      TinyExperiment.THREE_TOWERS.formatted("") + "loader: {batch: 8}\nema: {decay: 0.9}\n";

  @TempDir private Path folder;

  @Test
  void holdsTheValuesOfItsStepThoughTrainingWentOnBeforeTheyWereWritten() throws IOException {
    CountDownLatch heldBack = new CountDownLatch(1);
    try (TinyRun run = run(work -> new Thread(() -> after(heldBack, work)))) {
      TrainingState state = run.train(0, 3);
      Map<String, float[]> then = run.values();
      run.checkpoints.save(state);
      run.train(3, 6);
      assertThat(run.store.names()).isEmpty();
      assertThat(run.values())
          .allSatisfy(
              (name, values) -> {
                if (!name.contains("towers.third.")) {
                  assertThat(values).as(name).isNotEqualTo(then.get(name));
                }
              });
      heldBack.countDown();
      run.checkpoints.close();
      assertSame(run.saved("step_000003"), then);
    }
  }

  @Test
  void takesTheSameMemoryForTheNextCopy() throws IOException {
    try (TinyRun run = run(Thread::new)) {
      run.train(0, 1);
      run.checkpoints.makeRoom();
      run.checkpoints.save(TinyRun.state(1));
      run.checkpoints.save(run.train(1, 2));
      Map<String, float[]> then = run.values();
      run.train(2, 3);
      run.checkpoints.close();
      assertSame(run.saved("step_000002"), then);
    }
  }

  @Test
  void writesOneAfterTheOther() throws IOException {
    List<List<String>> there = new ArrayList<>();
    AtomicReference<TinyRun> self = new AtomicReference<>();
    try (TinyRun run =
        run(
            work -> {
              there.add(names(self.get()));
              return new Thread(work);
            })) {
      self.set(run);
      run.checkpoints.save(run.train(0, 1));
      run.checkpoints.save(run.train(1, 2));
      run.checkpoints.saveLast(run.train(2, 3));
      assertThat(there)
          .containsExactly(
              List.of(), List.of("step_000001"), List.of("step_000001", "step_000002"));
      assertThat(run.store.names()).containsExactly("step_000002", "step_000003");
    }
  }

  @Test
  void writesWhileTrainingWaitsWhereMemoryIsShortAndSaysSoOnce() throws IOException {
    Files.createDirectories(folder.resolve("proc"));
    Files.writeString(folder.resolve("proc/meminfo"), "MemTotal: 9 kB\nMemAvailable: 3 kB\n");
    try (Warnings warnings = new Warnings(Snapshot.class);
        TinyRun run = run(Thread::new)) {
      TrainingState state = run.train(0, 1);
      Map<String, float[]> then = run.values();
      run.checkpoints.save(state);
      assertThat(run.store.names()).containsExactly("step_000001");
      assertSame(run.saved("step_000001"), then);
      run.checkpoints.save(run.train(1, 2));
      assertThat(warnings.of(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("checkpoints are written while training waits: ");
    }
  }

  @Test
  void goesThroughTheSameArraysThoughTheTimelineAddsSomeMeanwhile() throws IOException {
    String thawing = YAML + "timeline: [{at: 2, thaw: ['towers\\.third\\..*']}]\n";
    try (TinyRun run = new TinyRun(thawing, folder, new Witness())) {
      run.train(0, 2);
      Map<String, Map<String, NDArray>> live = run.arrays.live();
      Map<String, Set<String>> names = new TreeMap<>();
      live.forEach((file, arrays) -> names.put(file, Set.copyOf(arrays.keySet())));
      run.train(2, 3);
      assertThat(run.arrays.live().get("ema.safetensors")).containsKey("towers.third.first.weight");
      live.forEach(
          (file, arrays) -> assertThat(arrays.keySet()).as(file).isEqualTo(names.get(file)));
    }
  }

  @Test
  void goesOnToTheBitsOfAnUnbrokenRun() throws IOException {
    Map<String, float[]> unbroken;
    try (TinyRun run = run(Thread::new)) {
      run.train(0, 6);
      unbroken = run.values();
    }
    try (TinyRun run = run(Thread::new)) {
      run.checkpoints.save(run.train(0, 3));
    }
    try (TinyRun run = run(Thread::new)) {
      assertThat(run.checkpoints.restore(warning -> {})).hasValue(TinyRun.state(3));
      run.train(3, 6);
      assertSame(run.values(), unbroken);
    }
  }

  @Test
  void tellsWhatWasSavedAndHowLongTrainingStood() throws IOException {
    try (Warnings log = new Warnings(Checkpoints.class);
        TinyRun run = run(Thread::new)) {
      run.checkpoints.save(run.train(0, 1));
      run.checkpoints.close();
      assertThat(log.of(Level.INFO))
          .singleElement()
          .asString()
          .matches("checkpoint step_000001: stalled \\d+\\.\\d\\d s, written in \\d+\\.\\d s");
    }
  }

  @Test
  void goesOnWithoutACheckpointThatCannotBeWrittenAndTriesTheNext() throws IOException {
    try (Warnings log = new Warnings(Checkpoints.class);
        TinyRun run = run("{last: 1, every: 1 steps}")) {
      run.checkpoints.saveLast(run.train(0, 1));
      // Stands for a disk that fills: nothing can be written below a file.
      Path moved = Files.move(folder.resolve("checkpoints"), folder.resolve("elsewhere"));
      Files.writeString(folder.resolve("checkpoints"), "in the way");
      run.checkpoints.save(run.train(1, 2));
      assertThatThrownBy(() -> run.checkpoints.saveLast(run.train(2, 3)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot save checkpoint '" + folder.resolve("checkpoints"))
          .hasMessageEndingWith("the ones saved before are untouched");
      assertThat(log.of(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("cannot save checkpoint '" + folder.resolve("checkpoints/step_000002") + "'")
          .endsWith("the run goes on and tries again when the next one is due");
      Files.delete(folder.resolve("checkpoints"));
      Files.move(moved, folder.resolve("checkpoints"));
      run.checkpoints.saveLast(run.train(3, 4));
      assertThat(run.store.names()).containsExactly("step_000001", "step_000004");
      assertThat(milestones(run.store.load("latest"))).isEqualTo("[1,4]");
    }
  }

  @Test
  void tellsOfALastCheckpointThatCannotBeWrittenWhereMemoryIsShort() throws IOException {
    Files.createDirectories(folder.resolve("proc"));
    Files.writeString(folder.resolve("proc/meminfo"), "MemTotal: 9 kB\nMemAvailable: 3 kB\n");
    Files.writeString(folder.resolve("checkpoints"), "in the way");
    try (TinyRun run = run(Thread::new)) {
      TrainingState state = run.train(0, 1);
      assertThatThrownBy(() -> run.checkpoints.saveLast(state))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot save checkpoint '");
    }
  }

  @Test
  void findsAByteThatChangedInAnyFile() throws IOException {
    try (TinyRun run = run(Thread::new)) {
      run.checkpoints.saveLast(run.train(0, 1));
      Path saved = run.store.load("latest").folder();
      List<Path> files;
      try (Stream<Path> all = Files.list(saved)) {
        files = all.sorted().toList();
      }
      assertThat(files.stream().map(file -> file.getFileName().toString()))
          .containsExactly(
              "checksums",
              "ema.safetensors",
              "model.safetensors",
              "optimizer.safetensors",
              "state.json");
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at : new int[] {0, bytes.length / 2, bytes.length - 1}) {
          bytes[at] ^= 1;
          Files.write(file, bytes);
          assertThatThrownBy(() -> run.store.load("latest"))
              .as("byte %d of %s", at, file)
              .isInstanceOf(InvalidInputException.class)
              .hasMessageContaining("is damaged: '");
          bytes[at] ^= 1;
        }
        Files.write(file, bytes);
      }
      assertThat(run.store.load("latest").step()).isEqualTo(1);
    }
  }

  @Test
  void keepsMilestonesAndTheBestOverAResume() throws IOException {
    String keep = "{last: 1, every: 4 steps, best: text_to_image_R@1}";
    double[] recall = {0, 0.1, 0.5, 0.2, 0.1, 0.3, 0.4, 0.2, 0.1, 0.6};
    try (TinyRun run = run(keep)) {
      saveWhereDue(run, 1, 6, recall);
      assertThat(run.store.names()).containsExactly("step_000002", "step_000004", "step_000006");
      assertThat(run.store.load("best").step()).isEqualTo(2);
    }
    try (TinyRun run = run(keep)) {
      assertThat(run.checkpoints.restore(warning -> {}).orElseThrow().step()).isEqualTo(6);
      saveWhereDue(run, 7, 8, recall);
      assertThat(run.store.names()).containsExactly("step_000002", "step_000004", "step_000008");
      saveWhereDue(run, 9, 9, recall);
      assertThat(run.store.names()).containsExactly("step_000004", "step_000008", "step_000009");
      assertThat(run.store.load("best").step()).isEqualTo(9);
    }
  }

  @Test
  void whatNoEvaluatorCouldMeasureIsRefusedBeforeTraining() {
    String yaml = TinyExperiment.THREE_TOWERS.formatted("");
    assertThatThrownBy(() -> new TinyExperiment(yaml + "checkpoint: {keep: {best: R}}\n", folder))
        .hasMessageContaining(
            "checkpoint.keep.best names the metric 'R', but there is no evaluator that could measure it; add one to evaluate");
    String retrieval = "{type: retrieval, image: img, text: txt}";
    String evaluate = "evaluate: {r: %1$s, r-ema: %1$s}\n".formatted(retrieval);
    assertThatThrownBy(() -> new TinyExperiment(yaml + evaluate + "ema: {}\n", folder))
        .hasMessageContaining(
            "evaluate has 'r' and 'r-ema', but with ema the results of 'r' on the averaged weights are called 'r-ema'; rename one");
  }

  /** Evaluates after each step, and saves the even ones besides. */
  private static void saveWhereDue(TinyRun run, int from, int to, double[] recall)
      throws IOException {
    run.checkpoints.start();
    for (int i = from; i <= to; i++) {
      run.checkpoints.watch().evaluation(i, "r", "test", Map.of("text_to_image_R@1", recall[i]));
      if (run.checkpoints.isDue(i) || i == to) {
        run.checkpoints.save(run.train(i - 1, i));
      }
    }
    run.checkpoints.close();
  }

  private TinyRun run(ThreadFactory threads) throws IOException {
    return new TinyRun(YAML, folder, new Witness(), threads, new HostMemory(folder));
  }

  private TinyRun run(String keep) throws IOException {
    String evaluate = "evaluate: {r: {type: retrieval, image: img, text: txt}}\n";
    return new TinyRun(
        YAML + evaluate + "checkpoint: {keep: " + keep + "}\n", folder, new Witness());
  }

  private static String milestones(Checkpoint checkpoint) throws IOException {
    return checkpoint.state().get("milestones").toString();
  }

  private static List<String> names(TinyRun run) {
    try {
      return run.store.names();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void after(CountDownLatch latch, Runnable work) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    work.run();
  }

  private static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }
}
