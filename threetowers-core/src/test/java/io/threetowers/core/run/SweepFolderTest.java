package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFolderTest {
  @TempDir private Path home;

  @Test
  void remembersWhichRunsAreDone() throws IOException {
    SweepFolder folder = SweepFolder.of(home, List.of("seed"));
    folder.plan(List.of("seed=0", "seed=1"));
    folder.ended("seed=0", SweepFolder.done());
    folder.ended("seed=1", Optional.of("train failed: no"));
    SweepFolder again = SweepFolder.of(home, List.of("seed"));
    again.plan(List.of("seed=0", "seed=1", "seed=2"));
    assertThat(List.of(again.isDone("seed=0"), again.isDone("seed=1"), again.isDone("seed=2")))
        .containsExactly(true, false, false);
  }

  @Test
  void refusesOtherSettingsAndAFolderThatIsARun() throws IOException {
    SweepFolder.of(home, List.of("seed", "optimizer.lr")).plan(List.of());
    assertThatThrownBy(() -> SweepFolder.of(home, List.of("seed")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the sweep in '%s' is over seed, optimizer.lr, not seed; values may be added to it, settings may not: choose another folder with --out DIR",
            home);
    Path run = Files.createDirectory(home.resolve("run"));
    Files.writeString(run.resolve("resolved.yaml"), "seed: 1");
    assertThatThrownBy(() -> SweepFolder.of(run, List.of("seed")))
        .hasMessage("'%s' holds a run; choose another folder for the sweep with --out DIR", run);
  }

  @Test
  void letsOneSweepWorkAtATime() throws Exception {
    SweepFolder folder = SweepFolder.of(home, List.of("seed"));
    try (AutoCloseable lock = folder.lock()) {
      assertThatThrownBy(folder::lock)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("another sweep is at work in '" + home + "'");
    }
    folder.lock().close();
  }

  /** A sweep that was killed leaves its run at work. */
  @Test
  void waitsForARunThatIsStillUnderWay() throws Exception {
    SweepFolder folder = SweepFolder.of(home, List.of("seed"));
    folder.started("seed=0", ProcessHandle.current());
    SweepFolder again = SweepFolder.of(home, List.of("seed"));
    assertThatThrownBy(again::lock)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the run 'seed=0' of the sweep is still under way, in process %d; wait for its end, or end it",
            ProcessHandle.current().pid());
    String json = Files.readString(home.resolve("sweep.json"));
    Files.writeString(
        home.resolve("sweep.json"),
        json.replaceAll("\"started\": \"[^\"]*\"", "\"started\": \"\""));
    SweepFolder.of(home, List.of("seed")).lock().close();
  }

  @Test
  void saysThatItsFileIsDamaged() throws IOException {
    for (String text : List.of("{", "[]", "{}", "{\"keys\": [], \"runs\": 3}")) {
      Files.writeString(home.resolve("sweep.json"), text);
      assertThatThrownBy(() -> SweepFolder.of(home, List.of("seed")))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("sweep.json' is damaged");
    }
  }

  @Test
  void comparesNothingBeforeARunHasBegun() throws IOException {
    SweepFolder.of(home, List.of("seed")).plan(List.of("seed=0"));
    assertThatThrownBy(() -> RunComparison.of(List.of(home)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("no run of the sweep in '%s' has begun", home);
  }
}
