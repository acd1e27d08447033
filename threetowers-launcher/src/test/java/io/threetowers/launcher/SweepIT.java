package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of a small experiment through the start script. */
class SweepIT {
  private static final List<String> GRID =
      List.of("seed=0..1", "optimizer.lr=1e-3,3e-4", "train.duration=8", "evaluate=null");

  @TempDir private Path folder;

  @BeforeEach
  void writeTheExperiment() throws Exception {
    Distribution.tinyExperiment(folder);
  }

  @Test
  void goesOnWhereItWasCut() throws Exception {
    Path sweep = folder.resolve("runs/tiny-sweep");
    Path log = folder.resolve("cut.txt");
    Process process =
        Distribution.command(folder, arguments(GRID))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitLine(sweep.resolve("seed=0,lr=0.0003/metrics.jsonl"), process);
    // The start script has become the JVM of the sweep; that of the run must hear of it.
    process.destroy();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String cut = Files.readString(log);
    assertThat(process.exitValue()).as(cut).isEqualTo(130);
    assertThat(cut)
        .contains("sweep 1/4: seed=0,lr=0.001", "sweep 2/4: seed=0,lr=0.0003")
        .contains("the sweep was stopped after 1 of 4 runs; go on with the same command")
        .doesNotContain("sweep 3/4");
    FileTime first = Files.getLastModifiedTime(sweep.resolve("seed=0,lr=0.001/out.log"));

    Distribution.Outcome resumed = Distribution.run(folder, arguments(GRID));
    assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
    assertThat(resumed.out())
        .contains(
            "sweep 1/4: seed=0,lr=0.001 is done",
            "sweep 2/4: seed=0,lr=0.0003 goes on",
            "going on after step",
            "sweep 3/4: seed=1,lr=0.001",
            "lr=0.001, 2 seeds",
            "lr=0.0003, 2 seeds",
            "report: runs/tiny-sweep/comparison.html");
    assertThat(Files.getLastModifiedTime(sweep.resolve("seed=0,lr=0.001/out.log")))
        .isEqualTo(first);
    assertThat(sweep.resolve("seed=1,lr=0.0003/checkpoints/step_000008")).isDirectory();

    Distribution.Outcome compared = Distribution.run(folder, "compare", "runs/tiny-sweep");
    assertThat(compared.out()).contains("lr=0.001, 2 seeds");

    List<String> other = new ArrayList<>(GRID);
    other.add("towers.image.depth=2");
    Distribution.Outcome refused = Distribution.run(folder, arguments(other));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("the sweep in 'runs/tiny-sweep' was another experiment")
        .contains("towers.image.depth was 1 and is 2 now");
  }

  @Test
  void checksEveryRunBeforeTheFirst() throws Exception {
    Distribution.Outcome outcome =
        Distribution.run(
            folder, "sweep", "tiny.yaml", "seed=0..1", "towers.image.heads=1,3", "optimizer.lr=-1");
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("2 problems:")
        .containsPattern("optimizer\\.lr=-1: .*")
        .containsPattern("3.*\\(at seed=0,heads=3 and 1 more\\)");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void goesOnWithTheRestWhenARunFails() throws Exception {
    Distribution.Outcome outcome =
        Distribution.run(
            folder,
            "sweep",
            "tiny.yaml",
            "optimizer.lr=1e30,1e-3",
            "train.duration=4",
            "schedule.warmup=0",
            "evaluate=null",
            "--out",
            "both");
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("1 of 2 runs failed; the same command tries them again")
        .containsPattern("lr=1e30 +failed +train failed: .*")
        .containsPattern("lr=0.001 +done");
    assertThat(folder.resolve("both/lr=0.001/checkpoints/step_000004")).isDirectory();
  }

  private static String[] arguments(List<String> grid) {
    List<String> arguments = new ArrayList<>(List.of("sweep", "tiny.yaml"));
    arguments.addAll(grid);
    return arguments.toArray(String[]::new);
  }

  private static void awaitLine(Path file, Process process) throws Exception {
    for (int i = 0; i < 2400 && process.isAlive(); i++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
