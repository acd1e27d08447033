package io.threetowers.core.run;

import com.google.gson.JsonObject;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads run folders. */
final class RunReader {
  private static final String SETTINGS = "resolved.yaml";

  private RunReader() {}

  /**
   * Reads every folder.
   *
   * @throws InvalidInputException if some are no run: one line for each
   */
  static List<RecordedRun> read(List<Path> folders) {
    List<String> problems = new ArrayList<>();
    folders.forEach(folder -> problem(folder).ifPresent(problems::add));
    if (!problems.isEmpty()) {
      throw new InvalidInputException(String.join("\n", problems));
    }
    try {
      List<RecordedRun> runs = new ArrayList<>();
      for (Path folder : folders) {
        runs.add(read(folder));
      }
      return distinctlyNamed(runs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> problem(Path folder) {
    if (Files.isRegularFile(folder.resolve(SETTINGS))) {
      return Optional.empty();
    } else if (Files.exists(folder)) {
      return Optional.of("'" + folder + "' is no run: it has no " + SETTINGS + whatThereIs(folder));
    }
    Path parent = folder.toAbsolutePath().getParent();
    return Optional.of(
        "there is no run '" + folder + "'" + (parent == null ? "" : whatThereIs(parent)));
  }

  /** The runs in a folder, for someone who has misspelt one or named the folder above. */
  private static String whatThereIs(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      String names =
          files
              .filter(file -> Files.isRegularFile(file.resolve(SETTINGS)))
              .map(file -> String.valueOf(file.getFileName()))
              .sorted()
              .limit(20)
              .collect(Collectors.joining(", "));
      return names.isEmpty() ? "" : "; there are in " + folder.getFileName() + "/: " + names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedRun read(Path folder) throws IOException {
    return new RecordedRun(
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        folder,
        Settings.read(folder.resolve(SETTINGS)),
        JsonLines.tree(folder.resolve("run.json")),
        steps(JsonLines.read(folder.resolve("metrics.jsonl"))),
        evaluations(JsonLines.read(folder.resolve("results.jsonl"))));
  }

  /** A resumed run logs again what it had logged after the checkpoint: the later line counts. */
  private static List<LoggedStep> steps(List<JsonObject> lines) {
    List<LoggedStep> steps = new ArrayList<>();
    for (JsonObject line : lines) {
      Map<String, Double> metrics = JsonLines.numbers(line);
      Double step = metrics.remove("step");
      if (step != null) {
        long number = step.longValue();
        while (!steps.isEmpty() && steps.get(steps.size() - 1).step() >= number) {
          steps.remove(steps.size() - 1);
        }
        steps.add(next(steps, number, metrics));
      }
    }
    return List.copyOf(steps);
  }

  /**
   * Time is the sum of examples over speed, so neither evaluations nor the hours between two
   * sessions count.
   */
  private static LoggedStep next(List<LoggedStep> before, long step, Map<String, Double> metrics) {
    LoggedStep last =
        before.isEmpty() ? new LoggedStep(0, 0, 0, Map.of()) : before.get(before.size() - 1);
    Double logged = metrics.remove("examples");
    double examples = logged == null ? last.examples() : logged;
    double speed = metrics.getOrDefault("samples_per_second", 0.0);
    double seconds = last.seconds() + (speed > 0 ? (examples - last.examples()) / speed : 0);
    return new LoggedStep(step, examples, seconds, Map.copyOf(metrics));
  }

  private static List<Evaluation> evaluations(List<JsonObject> lines) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (JsonObject line : lines) {
      Map<String, Double> metrics = JsonLines.numbers(line);
      Double step = metrics.remove("step");
      metrics.remove("examples");
      if (step != null) {
        String evaluator = JsonLines.text(line, "evaluator", "");
        String data = JsonLines.text(line, "data", "");
        long number = step.longValue();
        evaluations.removeIf(
            old ->
                old.step() >= number
                    && old.evaluator().equals(evaluator)
                    && old.data().equals(data));
        evaluations.add(new Evaluation(number, evaluator, data, Map.copyOf(metrics)));
      }
    }
    return List.copyOf(evaluations);
  }

  /** Two folders of one name are called by their whole paths. */
  private static List<RecordedRun> distinctlyNamed(List<RecordedRun> runs) {
    Map<String, Long> uses =
        runs.stream().collect(Collectors.groupingBy(RecordedRun::name, Collectors.counting()));
    return runs.stream()
        .map(
            run ->
                uses.getOrDefault(run.name(), 0L) == 1 ? run : run.named(run.folder().toString()))
        .toList();
  }
}
