package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read and explain, through the start script. */
class CommandsIT {
  @TempDir private Path folder;

  @Test
  void checksEveryShippedExperiment() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Distribution.HOME.resolve("experiments"))) {
      files =
          all.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("base.yaml"))
              // DocumentsIT tries those, whose weights lie on the hub.
              .filter(file -> !file.getParent().endsWith("pretrained"))
              .sorted()
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(6);
    for (Path file : files) {
      Distribution.Outcome outcome =
          Distribution.run(folder, "check", "--no-probe", file.toString());
      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(outcome.out()).contains("towers.image").contains("GFLOP per step");
    }
  }

  @Test
  void checksWhatAFrozenTowerStartsFromAndCosts() throws Exception {
    String file = Distribution.HOME.resolve("experiments/emoji/lit.yaml").toString();
    Distribution.Outcome outcome = Distribution.run(folder, "check", file);
    assertThat(outcome.out())
        .containsPattern("towers\\.image .* [\\d,.]+ once")
        .containsPattern("losses\\.nce +loss, temperature.* 1 +1 +\\?")
        .containsPattern("towers\\.image starts from: '.*third-tower\\.safetensors', \\d+ tensors")
        .containsPattern("GFLOP per step, [\\d,.]+ once, when frozen towers embed");
  }

  @Test
  void printsAResolvedExperimentThatReadsBackToItself() throws Exception {
    String file = Distribution.HOME.resolve("experiments/emoji/three-towers.yaml").toString();
    Distribution.Outcome first = Distribution.run(folder, "config", file, "edges[0].weight=1/2");
    assertThat(first.exitCode()).as(first.toString()).isZero();
    assertThat(first.out()).contains("override edges[0].weight=1/2");
    Path resolved = Files.writeString(folder.resolve("resolved.yaml"), first.out());
    Distribution.Outcome second = Distribution.run(folder, "config", resolved.toString());
    assertThat(withoutOrigins(second.out())).isEqualTo(withoutOrigins(first.out()));
  }

  @Test
  void namesEveryPluginAndDescribesEveryComponent() throws Exception {
    Distribution.Outcome plugins = Distribution.run(folder, "plugins");
    assertThat(plugins.exitCode()).as(plugins.toString()).isZero();
    assertThat(plugins.out())
        .contains(
            "threetowers-losses",
            "threetowers-towers-text",
            "threetowers-towers-vit",
            "tower: vit");
    Distribution.Outcome vit = Distribution.run(folder, "describe", "tower", "vit");
    assertThat(vit.exitCode()).as(vit.toString()).isZero();
    assertThat(vit.out()).contains("image-size").contains("224");
    Distribution.Outcome file = Distribution.run(folder, "describe");
    assertThat(file.out()).contains("towers").contains("edges");
  }

  @Test
  void timesTheStagesOfAStep() throws Exception {
    Path file = Distribution.tinyExperiment(folder);
    Distribution.Outcome outcome =
        Distribution.run(
            folder,
            "bench",
            file.toString(),
            "--steps",
            "3",
            "--warm-up",
            "1",
            "--json",
            "bench.json");
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("forward/image", "loss", "backward/text", "optimizer", "loader: decode")
        .contains("samples/s", "peak memory");
    assertThat(folder.resolve("bench.json")).content().contains("samplesPerSecond");
  }

  @Test
  void measuresEachPhaseOfATimelineAndTimesTheFirst() throws Exception {
    Path file = Distribution.tinyExperiment(folder);
    String timeline =
        "timeline=[{at: 4 steps, batch: 64}, {at: 8 steps, thaw: ['towers\\.third.*']}]";
    Distribution.Outcome check =
        Distribution.run(folder, "check", "--memory", "1MB", file.toString(), timeline);
    assertThat(check.exitCode()).as(check.toString()).isZero();
    assertThat(check.out())
        .containsPattern("peak memory: about .* with a batch of 64 after step 8: ")
        .containsPattern("too much: 1\\.0 MB are allowed; even with 'micro-batch: 1'")
        .contains("time: at least ")
        .doesNotContain("not measured");
    Distribution.Outcome bench =
        Distribution.run(
            folder,
            "bench",
            "--steps",
            "4",
            "--warm-up",
            "1",
            file.toString(),
            "timeline=[{at: 1 steps, thaw: ['towers\\.third.*']}]");
    assertThat(bench.exitCode()).as(bench.toString()).isZero();
    // Its embeddings come with the batch, as in the first step.
    assertThat(bench.out()).containsPattern("forward/third +0\\.\\d").contains("batch 32, 4 steps");
  }

  @Test
  void measuresNothingIfItIsToldNotTo() throws Exception {
    Path file = Distribution.tinyExperiment(folder);
    Distribution.Outcome check = Distribution.run(folder, "check", "--no-probe", file.toString());
    assertThat(check.out())
        .contains("memory: not measured; ")
        .doesNotContain("peak memory", "time: ", "matrix product");
  }

  private static String withoutOrigins(String yaml) {
    return yaml.replaceAll("(?m)\\s+# .*$", "");
  }
}
