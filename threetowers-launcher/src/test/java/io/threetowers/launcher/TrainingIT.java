package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a small Three Towers experiment through the start script. */
class TrainingIT {
  @TempDir private Path folder;

  @Test
  void learnsAndLeavesARunThatExplainsItself() throws Exception {
    Distribution.Outcome outcome = train("run");
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("t2i R@1").contains("report: ");
    Path run = folder.resolve("run");
    assertThat(names(run))
        .contains(
            "resolved.yaml",
            "run.json",
            "plugins.lock",
            "out.log",
            "metrics.jsonl",
            "results.jsonl",
            "checkpoints");
    List<JsonObject> steps = lines(run.resolve("metrics.jsonl"));
    assertThat(steps).hasSize(12);
    double first = steps.get(0).get("loss").getAsDouble();
    double last = steps.get(11).get("loss").getAsDouble();
    assertThat(last).as("loss, from " + first).isLessThan(first - 0.3);
    assertThat(steps.get(0).keySet())
        .contains(
            "step", "examples", "loss/img-txt", "loss/txt-third-third-txt", "lr", "grad_norm");
    assertThat(lines(run.resolve("results.jsonl"))).hasSize(3);
    assertThat(Files.readString(run.resolve("plugins.lock"))).contains("threetowers-losses");
  }

  @Test
  void resumesToTheSameBitsAfterBeingInterrupted() throws Exception {
    assertThat(train("unbroken").exitCode()).isZero();
    Process process =
        Distribution.command(folder, "train", "tiny.yaml", "--run", "broken")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("broken.txt").toFile())
            .start();
    awaitLine(folder.resolve("broken/metrics.jsonl"), process);
    // The start script has become the JVM: this is what Ctrl-C and a cluster's stop send.
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(folder.resolve("broken.txt")))
        .isEqualTo(130);
    Distribution.Outcome resumed = train("broken", "--resume");
    assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
    assertThat(resumed.out()).contains("going on after step");
    for (String file : List.of("model.safetensors", "optimizer.safetensors", "state.json")) {
      assertThat(folder.resolve("broken/checkpoints/step_000024").resolve(file))
          .as(file)
          .hasSameBinaryContentAs(folder.resolve("unbroken/checkpoints/step_000024").resolve(file));
    }
    assertThat(losses("broken")).isEqualTo(losses("unbroken"));
    assertThat(folder.resolve("broken/results.jsonl"))
        .hasSameTextualContentAs(folder.resolve("unbroken/results.jsonl"));
  }

  @Test
  void survivesBeingKilledAtAnyMoment() throws Exception {
    Path file = Distribution.tinyExperiment(folder);
    Path log = folder.resolve("kills.txt");
    Process process =
        new ProcessBuilder(
                Distribution.HOME.resolve("tools/kill-and-resume").toString(),
                "6",
                "5",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  @Test
  void refusesToResumeAnotherExperimentAndToOverwriteARun() throws Exception {
    assertThat(train("run").exitCode()).isZero();
    Distribution.Outcome again = train("run");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("holds a run already").contains("--resume");
    Distribution.Outcome other = train("run", "--resume", "towers.image.depth=2", "seed=3");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .contains("seed was 0 and is 3 now")
        .contains("towers.image.depth was 1 and is 2 now");
  }

  @Test
  void evaluatesComparesAndExportsARun() throws Exception {
    assertThat(train("a").exitCode()).isZero();
    assertThat(train("b", "seed=1").exitCode()).isZero();
    Distribution.Outcome evaluated = Distribution.run(folder, "eval", "a");
    assertThat(evaluated.exitCode()).as(evaluated.toString()).isZero();
    double saved =
        lines(folder.resolve("a/results.jsonl")).get(2).get("image_to_text_R@10").getAsDouble();
    assertThat(evaluated.out())
        .containsPattern("image_to_text_R@10 +" + String.format("%.4f", saved));
    Distribution.Outcome compared = Distribution.run(folder, "compare", "a", "b", "--out", ".");
    assertThat(compared.exitCode()).as(compared.toString()).isZero();
    assertThat(compared.out()).contains("report: ");
    Distribution.Outcome exported =
        Distribution.run(
            folder, "export", "a", "--tower", "image", "--half", "--out", "image.safetensors");
    assertThat(exported.exitCode()).as(exported.toString()).isZero();
    assertThat(train("c", "towers.image.weights=" + folder.resolve("image.safetensors")).exitCode())
        .isZero();
  }

  @Test
  void keepsTheBestAndEvaluatesAndExportsTheAveragedWeights() throws Exception {
    String keep = "checkpoint.keep={last: 1, every: 12, best: retrieval-ema/text_to_image_R@10}";
    assertThat(train("a", "ema={decay: 0.9}", keep).exitCode()).isZero();
    List<JsonObject> results = lines(folder.resolve("a/results.jsonl"));
    assertThat(results)
        .extracting(line -> line.get("step").getAsInt() + line.get("evaluator").getAsString())
        .containsExactly(
            "10retrieval",
            "10retrieval-ema",
            "20retrieval",
            "20retrieval-ema",
            "24retrieval",
            "24retrieval-ema");
    JsonObject best = results.get(1);
    for (JsonObject line : List.of(results.get(3), results.get(5))) {
      String metric = "text_to_image_R@10";
      best = line.get(metric).getAsDouble() > best.get(metric).getAsDouble() ? line : best;
    }
    String name = "step_%06d".formatted(best.get("step").getAsInt());
    Path checkpoints = folder.resolve("a/checkpoints");
    assertThat(checkpoints.resolve("best")).hasContent(name);
    assertThat(names(checkpoints))
        .containsOnly("best", "latest", name, "step_000012", "step_000024");
    assertThat(Files.readString(folder.resolve("a/out.log")))
        .containsPattern("checkpoint step_000012: stalled \\d+\\.\\d\\d s, written in ");

    Distribution.Outcome evaluated =
        Distribution.run(folder, "eval", "a", "--checkpoint", "best", "--weights", "ema");
    assertThat(evaluated.exitCode()).as(evaluated.toString()).isZero();
    assertThat(evaluated.out())
        .containsPattern(
            "retrieval-ema .*text_to_image_R@10 +%.4f"
                .formatted(best.get("text_to_image_R@10").getAsDouble()));
    Distribution.Outcome exported =
        Distribution.run(
            folder, "export", "a", "--tower", "image", "--weights", "ema", "--out", "ema.st");
    assertThat(exported.exitCode()).as(exported.toString()).isZero();
    assertThat(exported.out()).contains("ema.safetensors to ema.st");
    Distribution.Outcome refused = Distribution.run(folder, "eval", "a", "--checkpoint", "bets");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("there is no checkpoint 'bets'");
  }

  private Distribution.Outcome train(String run, String... more) throws Exception {
    Distribution.tinyExperiment(folder);
    List<String> arguments = new ArrayList<>(List.of("train", "tiny.yaml", "--run", run));
    arguments.addAll(List.of(more));
    return Distribution.run(folder, arguments.toArray(String[]::new));
  }

  private static void awaitLine(Path file, Process process) throws Exception {
    for (int i = 0; i < 1200 && process.isAlive(); i++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private List<Double> losses(String run) throws IOException {
    return lines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(line -> line.get("loss").getAsDouble())
        .toList();
  }

  private static List<JsonObject> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
