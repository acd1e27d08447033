package io.threetowers.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the start script on the packaged distribution, as a person does. */
final class Distribution {
  static final Path HOME = Path.of(System.getProperty("threetowers.home"));

  /** What a command did. */
  record Outcome(int exitCode, String out, String err) {}

  private Distribution() {}

  /** Runs {@code threetowers} with {@code arguments} in {@code folder}. */
  static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
    return outcome(command(folder, arguments));
  }

  /** Runs a command to its end. */
  static Outcome outcome(ProcessBuilder command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    Process process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "no end after 10 minutes: " + Files.readString(out) + Files.readString(err));
    }
    Outcome outcome =
        new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return outcome;
  }

  /** The command, not yet started. */
  static ProcessBuilder command(Path folder, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("threetowers").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putIfAbsent("OMP_NUM_THREADS", "2");
    builder.environment().put("THREETOWERS_CACHE", HOME.resolve("target/cache").toString());
    return builder;
  }

  /** Writes a small Three Towers experiment on real data and returns its path. */
  static Path tinyExperiment(Path folder) throws IOException {
    String yaml =
        """
        extends: %s/experiments/emoji/three-towers.yaml
        data:
          train: {shards: [%s/data/emoji/test-concept-000.tar.gz]}
          test-style: null
        loader: {batch: 32}
        towers:
          image: {width: 32, depth: 1, heads: 1}
          text: {width: 32, depth: 1, heads: 1}
        train: {duration: 24, evaluate-every: 10, log-every: 2}
        schedule: {warmup: 4}
        checkpoint: {every: 4}
        """
            .formatted(HOME, HOME);
    return Files.writeString(folder.resolve("tiny.yaml"), yaml);
  }
}
