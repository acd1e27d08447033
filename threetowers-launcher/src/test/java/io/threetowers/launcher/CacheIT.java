package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frozen tower's embeddings on the disk, from precompute to prune. */
class CacheIT {
  private static final String PROPERTY = "threetowers.cache";
  private static final Terminal TERMINAL = new Terminal();

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty(PROPERTY, folder.resolve("cache").toString());
    Files.writeString(
        folder.resolve("lit.yaml"),
        """
        extends: %1$s/experiments/emoji/lit.yaml
        data:
          train: {shards: [%1$s/data/emoji/test-concept-000.tar.gz]}
          test-style: null
        loader: {batch: 32}
        towers:
          image: {cache: true}
          text: {width: 32, depth: 1, heads: 1}
        train: {duration: 12, evaluate-every: null, log-every: 1}
        schedule: {warmup: 4}
        checkpoint: {every: 4, keep: 9}
        """
            .formatted(Distribution.HOME));
  }

  @AfterAll
  static void forget() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void keepsWhatAFrozenTowerGivesFromPrecomputeToPrune() throws IOException {
    Path lit = folder.resolve("lit.yaml");
    assertThat(succeed("check", lit.toString()))
        .contains("cache of towers.image: 0 examples are there, 191 missing; 0.2 MB when complete");
    assertThat(succeed("precompute", lit.toString()))
        .contains("embedding the training data with the frozen tower 'image', once")
        .containsPattern(
            "towers.image: 191 examples, 191 of them embedded now, 0.2 MB: .*/embeddings/image-[0-9a-f]{16}");
    assertThat(succeed("check", lit.toString()))
        .contains("cache of towers.image: 191 examples are there, 0 missing");
    assertThat(succeed("cache", "list"))
        .containsPattern("image-[0-9a-f]{16} +image +[0-9a-f]{12} +191 +1 +0.2 MB +20")
        .contains("1 cache, 0.2 MB, in " + folder.resolve("cache/embeddings"));

    assertThat(succeed("train", lit.toString(), "--run", run("warm")))
        .contains("the cache has all 191 embeddings of the frozen tower 'image'");
    flip(folder.resolve("cache/embeddings"));
    Distribution.Outcome damaged = TERMINAL.run("cache", "verify");
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.out()).endsWith(": 1 chunk(s), damaged: chunk 0\n");
    assertThat(succeed("train", lit.toString(), "--run", run("mended")))
        .contains("1 chunk(s) of the cache of 'image' are damaged");
    assertThat(losses("mended")).isEqualTo(losses("warm")).hasSize(12);
    assertThat(succeed("cache", "verify")).endsWith(": 2 chunk(s), all whole\n");

    resume("warm", "resumed", lit);
    assertThat(folder.resolve("resumed/checkpoints/step_000012/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("warm/checkpoints/step_000012/model.safetensors"));

    assertThat(succeed("cache", "prune", "--partial", "--older-than", "1d"))
        .isEqualTo("0.0 MB freed\n");
    assertThat(succeed("cache", "prune", "--all", "--dry-run")).contains("would remove");
    assertThat(succeed("cache", "prune", "--all")).contains("removed " + folder);
    assertThat(succeed("cache", "list")).startsWith("0 caches, ");
  }

  /** Goes on with a copy of a run from its first checkpoint. */
  private static void resume(String from, String to, Path experiment) throws IOException {
    copy(folder.resolve(from), folder.resolve(to));
    for (String later : List.of("step_000008", "step_000012")) {
      delete(folder.resolve(to).resolve("checkpoints").resolve(later));
    }
    Files.writeString(folder.resolve(to).resolve("checkpoints/latest"), "step_000004\n");
    assertThat(
            succeed("train", experiment.toString(), "--run", run(to), "--resume", "name=" + from))
        .contains("going on after step 4");
  }

  @Test
  void goesOnAfterBeingKilledAndEndsWithTheSameBytes() throws Exception {
    Path small = folder.resolve("small.yaml");
    Files.writeString(
        small,
        """
        extends: lit.yaml
        data: {train: {shards: ['%s/data/emoji/train-000.tar.gz']}}
        towers: {image: {weights: null, width: 96, depth: 3, heads: 3}}
        """
            .formatted(Distribution.HOME));
    ProcessBuilder whole = precompute(small, "whole");
    assertThat(Distribution.outcome(whole).exitCode()).isZero();
    Process cut =
        precompute(small, "cut")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("cut.txt").toFile())
            .start();
    for (int i = 0; i < 60_000 && cut.isAlive() && size("cut") < 300_000; i++) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    cut.destroyForcibly();
    assertThat(cut.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(size("cut")).isBetween(300_000L, size("whole") - 1);
    Distribution.Outcome rest = Distribution.outcome(precompute(small, "cut"));
    assertThat(rest.out()).contains("the cache has the first ").contains("embedding what it lacks");
    assertThat(rows("cut")).hasSameBinaryContentAs(rows("whole"));
  }

  @Test
  void saysWhatIsWrongInOneLine() {
    assertThat(
            fail("precompute", folder.resolve("lit.yaml").toString(), "towers.image.cache=false"))
        .startsWith("no tower says 'cache: true', so there is nothing to precompute; ");
    assertThat(fail("check", folder.resolve("lit.yaml").toString(), "towers.image.frozen=false"))
        .contains(
            "lit.yaml:7:",
            "towers.image.cache: only embeddings of a tower that is wholly frozen stay as they are; say 'frozen: true', or 'cache: false'");
    assertThat(fail("cache", "prune"))
        .isEqualTo("prune needs to know what to remove: --older-than 30d, --partial or --all\n");
    assertThat(fail("cache", "prune", "--older-than", "soon"))
        .isEqualTo("--older-than takes days or hours, such as 30d or 12h, not 'soon'\n");
    assertThat(fail("cache", "verify", "none")).startsWith("there is no cache 'none' in '");
    assertThat(fail("cache")).isEqualTo("cache needs a command: list, verify or prune\n");
  }

  private static String succeed(String... words) {
    Distribution.Outcome outcome = TERMINAL.run(words);
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    return outcome.out();
  }

  private static String fail(String... words) {
    Distribution.Outcome outcome = TERMINAL.run(words);
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(2);
    return outcome.err();
  }

  private static ProcessBuilder precompute(Path experiment, String cache) {
    ProcessBuilder builder =
        Distribution.command(folder, "precompute", experiment.toString(), "loader.workers=1");
    builder.environment().put("THREETOWERS_CACHE", folder.resolve(cache).toString());
    return builder;
  }

  private static long size(String cache) throws IOException {
    Path embeddings = folder.resolve(cache).resolve("embeddings");
    return Files.exists(embeddings) && Files.exists(rows(cache)) ? Files.size(rows(cache)) : 0;
  }

  private static Path rows(String cache) throws IOException {
    return rows(folder.resolve(cache).resolve("embeddings"));
  }

  private static Path rows(Path embeddings) throws IOException {
    try (Stream<Path> caches = Files.list(embeddings)) {
      return caches.findFirst().orElseThrow().resolve("rows.bin");
    }
  }

  private static void flip(Path embeddings) throws IOException {
    Path rows = rows(embeddings);
    byte[] bytes = Files.readAllBytes(rows);
    int middle = bytes.length / 2;
    bytes[middle] = (byte) (bytes[middle] ^ 8);
    Files.write(rows, bytes);
  }

  private static String run(String name) {
    return folder.resolve(name).toString();
  }

  private static List<Double> losses(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .map((JsonObject step) -> step.get("loss").getAsDouble())
        .toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }

  private static void delete(Path path) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
