package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.threetowers.core.data.MemorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of event in one run, which is cut and resumed on either side of each. */
class TimelineRunTest {
  private static final int STEPS = 16;

  private static final String YAML =
      TinyExperiment.THREE_TOWERS
              .formatted("")
              .replace("duration: 100", "duration: 16, log-every: 1")
              .replace(
                  "third-img: {from: third, type: linear, width: 3}",
                  "third-img: {from: third, type: linear, width: 3, standardize: true}")
          + """
            loader: {batch: 4, workers: 1}
            schedule: {shape: cosine, warmup: 2}
            checkpoint: {every: 100}
            timeline:
              - {at: 2, lr-multipliers: {'heads\\..*': 0.5}}
              - {at: 4, batch: 7}
              - {at: 6, thaw: ['towers\\.third\\..*']}
              - {at: 7, tokens: {text: 3}}
              - {at: 9, resolution: {image: 2, third: 3}}
              - {at: 10, edge-weights: {img-txt: 2}}
              - {at: 12, freeze: ['towers\\.image\\..*'], batch: 5}
              - {at: 14, thaw: ['towers\\.image\\.first.*'], resolution: {image: 4}}
            """;

  /** What a run leaves. */
  private record Left(Map<String, List<Float>> arrays, TrainingState state) {}

  @TempDir private Path folder;
  private final Map<Long, StepLog> logs = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  @Test
  void goesOnAfterAnyStepAsIfItHadNotStopped() throws Exception {
    Left unbroken = run(folder.resolve("unbroken"), STEPS);
    assertThat(unbroken.state().step()).isEqualTo(STEPS);
    Map<Long, StepLog> whole = new TreeMap<>(logs);
    for (int stop = 1; stop < STEPS; stop++) {
      Path run = folder.resolve("cut-" + stop);
      assertThat(run(run, stop).state().step()).isEqualTo(stop);
      logs.clear();
      Left resumed = run(run, STEPS);
      assertThat(logs.keySet()).as("cut after %d", stop).hasSize(STEPS - stop);
      logs.forEach(
          (step, log) ->
              assertThat(log.result().edges())
                  .as("step %d", step)
                  .isEqualTo(whole.get(step).result().edges()));
      assertThat(resumed.arrays().keySet()).isEqualTo(unbroken.arrays().keySet());
      int at = stop;
      resumed
          .arrays()
          .forEach(
              (name, values) ->
                  assertThat(values)
                      .as("%s, cut after %d", name, at)
                      .isEqualTo(unbroken.arrays().get(name)));
      assertThat(resumed.state()).isEqualTo(unbroken.state());
    }
  }

  @Test
  void changesWhatTheEntriesSayAndNothingElse() throws Exception {
    List<Map<String, List<Float>>> after = new ArrayList<>();
    for (int steps : List.of(5, 6, 7, 12, 13, 14, 15)) {
      after.add(run(folder.resolve("after-" + steps), steps).arrays());
    }
    assertThat(changed(after.get(0), after.get(1))).noneMatch(name -> name.contains("third.first"));
    assertThat(after.get(1)).doesNotContainKey("optimizer/towers.third.first.weight.exp_avg");
    assertThat(changed(after.get(1), after.get(2)))
        .contains("towers.third.first.weight", "towers.third.second.weight");
    // Its moments begin with the thaw, not with the run.
    assertThat(after.get(2).get("optimizer/towers.third.first.weight.step")).containsExactly(1f);
    assertThat(after.get(2).get("optimizer/towers.text.first.weight.step")).containsExactly(7f);
    assertThat(changed(after.get(3), after.get(5)))
        .contains("towers.text.first.weight")
        .noneMatch(name -> name.contains("towers.image"));
    assertThat(changed(after.get(5), after.get(6)))
        .contains("towers.image.first.weight", "optimizer/towers.image.first.weight.exp_avg")
        .noneMatch(name -> name.contains("towers.image.second"));
    assertThat(logs.get(15L).batch()).isEqualTo(5);
    assertThat(logs.get(15L).examples()).isEqualTo(4 * 4 + 8 * 7 + 3 * 5);
    assertThat(notes)
        .contains(
            "from step 7: thaw towers\\.third\\..* (2 parameters)",
            "from step 13: batch 5",
            "from step 15: resolution of image 4");
  }

  private static List<String> changed(
      Map<String, List<Float>> before, Map<String, List<Float>> after) {
    return after.keySet().stream()
        .filter(name -> !after.get(name).equals(before.get(name)))
        .toList();
  }

  /** Resumes where a checkpoint is. */
  private Left run(Path path, int until) throws Exception {
    List<@Nullable List<String>> captions = new ArrayList<>();
    for (int i = 0; i < TinyExperiment.EXAMPLES; i++) {
      captions.add(i == 9 || i == 20 ? null : List.of(i + " caption", "caption " + i));
    }
    Witness witness = new Witness(until);
    try (TinyRun run = new TinyRun(YAML, Files.createDirectories(path), witness)) {
      run.loop(MemorySource.pictures(captions), Optional.empty());
      witness.logs.forEach(log -> logs.put(log.step(), log));
      notes.addAll(witness.notes);
      Map<String, List<Float>> arrays = values("", run.arrays.model().state());
      arrays.putAll(values("optimizer/", new TreeMap<>(run.arrays.optimizer().state())));
      return new Left(arrays, run.checkpoints.restore(notes::add).orElseThrow());
    }
  }

  private static Map<String, List<Float>> values(String prefix, SortedMap<String, NDArray> arrays)
      throws IOException {
    Map<String, List<Float>> values = new HashMap<>();
    arrays.forEach(
        (name, array) -> {
          List<Float> list = new ArrayList<>();
          for (float value : array.toFloatArray()) {
            list.add(value);
          }
          values.put(prefix + name, list);
        });
    return values;
  }
}
