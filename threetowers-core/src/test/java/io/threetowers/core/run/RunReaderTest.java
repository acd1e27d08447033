package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReaderTest {
  @TempDir Path home;

  @Test
  void passesOverALineThatAKillHasCut() throws IOException {
    Path run = run("clip");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step":1,"examples":8,"loss":3.5,"samples_per_second":4}
        {"step":2,"exam
        {"step":2,"examples":16,"loss":3.0,"samples_per_second":2}
        {"step":3,"examples":24,"lo""");
    RecordedRun read = RunReader.read(List.of(run)).get(0);
    assertThat(read.steps()).extracting(LoggedStep::step).containsExactly(1L, 2L);
    assertThat(read.last("loss")).hasValue(3.0);
    assertThat(read.steps().get(1).seconds()).isCloseTo(8 / 4.0 + 8 / 2.0, within(1e-12));
  }

  @Test
  void letsAResumedRunReplaceWhatItRepeats() throws IOException {
    Path run = run("clip");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step":10,"loss":3.0}
        {"step":20,"loss":2.0}
        {"step":30,"loss":1.0}
        {"step":20,"loss":2.5}
        """);
    Files.writeString(
        run.resolve("results.jsonl"),
        """
        {"step":10,"evaluator":"r","data":"val","metrics":{"image_to_text_R@1":0.1}}
        {"step":20,"evaluator":"r","data":"val","metrics":{"image_to_text_R@1":0.2}}
        {"step":20,"evaluator":"r","data":"val","image_to_text_R@1":0.3}
        {"step":20,"evaluator":"r","data":"test","image_to_text_R@1":0.4}
        """);
    RecordedRun read = RunReader.read(List.of(run)).get(0);
    assertThat(read.steps()).extracting(LoggedStep::step).containsExactly(10L, 20L);
    assertThat(read.last("loss")).hasValue(2.5);
    assertThat(read.evaluations()).extracting(Evaluation::step).containsExactly(10L, 20L, 20L);
    assertThat(read.last("r", "val", "image_to_text_R@1")).hasValue(0.3);
  }

  @Test
  void leavesOutWhatIsNoNumber() throws IOException {
    Path run = run("clip");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        "{\"step\":1,\"loss\":3.0}\n{\"step\":2,\"loss\":NaN,\"note\":\"x\"}\n");
    assertThat(RunReader.read(List.of(run)).get(0).last("loss")).hasValue(3.0);
    assertThat(RunReader.read(List.of(run)).get(0).steps().get(1).metrics()).isEmpty();
  }

  @Test
  void readsARunThatHasLoggedNothingYet() throws IOException {
    RecordedRun read = RunReader.read(List.of(run("young"))).get(0);
    assertThat(read.lastStep()).isZero();
    assertThat(read.last("loss")).isEmpty();
  }

  @Test
  void tellsRunsOfOneNameApartByTheirPaths() throws IOException {
    Path one = run("a/clip");
    Path two = run("b/clip");
    assertThat(RunReader.read(List.of(one, two, run("b/lit"))))
        .extracting(RecordedRun::name)
        .containsExactly(one.toString(), two.toString(), "lit");
  }

  @Test
  void namesEveryFolderThatIsNoRun() throws IOException {
    run("runs/clip");
    run("runs/lit");
    Path runs = home.resolve("runs");
    Path empty = Files.createDirectory(home.resolve("empty"));
    assertThatThrownBy(() -> RunReader.read(List.of(runs.resolve("clp"), runs, empty)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            there is no run '%1$s/clp'; there are in runs/: clip, lit
            '%1$s' is no run: it has no resolved.yaml; there are in runs/: clip, lit
            '%2$s' is no run: it has no resolved.yaml"""
                .formatted(runs, empty));
  }

  @Test
  void namesTheFileThatIsNoYaml() throws IOException {
    Path run = run("clip");
    Files.writeString(run.resolve("resolved.yaml"), "towers: [");
    assertThatThrownBy(() -> RunReader.read(List.of(run)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("'" + run.resolve("resolved.yaml") + "' is no YAML: ");
  }

  private Path run(String name) throws IOException {
    Path run = Files.createDirectories(home.resolve(name));
    Files.writeString(run.resolve("resolved.yaml"), "seed: 1\n");
    return run;
  }
}
