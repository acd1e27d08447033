package io.threetowers.launcher;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.wiring.Benchmark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description =
        "Time an experiment's training step: samples/s, milliseconds per stage, peak memory. With a timeline it is the step that the run begins with.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentArguments experiment;
  @Spec private CommandSpec spec;

  @Option(
      names = "--steps",
      description = "Steps that are timed, after --warm-up; default: ${DEFAULT-VALUE}.")
  private int steps = 15;

  @Option(names = "--warm-up", description = "Steps before; default: ${DEFAULT-VALUE}.")
  private int warmUp = 3;

  @Option(
      names = "--bare",
      description = "Also time each trained tower alone after each step, forward and backward.")
  private boolean bare;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON too.")
  private @Nullable Path json;

  @Option(
      names = "--on-request",
      description =
          "Run one step for each line on standard input, and answer its milliseconds as a JSON line, so that two programs can be timed in turn.")
  private boolean onRequest;

  @Override
  public Integer call() throws Exception {
    if (steps < 1 || warmUp < 0) {
      throw new InvalidInputException(
          "bench needs --steps of at least 1 and --warm-up of at least 0, not '%d' and '%d'"
              .formatted(steps, warmUp));
    }
    Bound<Experiment> bound = experiment.fetch(main.host(), spec.commandLine().getErr());
    try (Benchmark benchmark = Benchmark.open(bound)) {
      if (onRequest) {
        answer(benchmark);
      } else {
        print(benchmark.run(warmUp, steps, bare));
      }
    }
    return 0;
  }

  /** A JSON line for each line that comes in. */
  private void answer(Benchmark benchmark) throws IOException, InterruptedException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (requests.readLine() != null) {
      double milliseconds = benchmark.step();
      String line =
          new Gson().toJson(Map.of("step", milliseconds, "peakBytes", Benchmark.peakBytes()));
      spec.commandLine().getOut().println(line);
      spec.commandLine().getOut().flush();
    }
  }

  private void print(Benchmark.Result result) throws IOException {
    TextTable table = new TextTable(List.of("stage", "median ms", "min", "max", "share"));
    double total = result.stages().get("step").median();
    for (Map.Entry<String, Benchmark.Figure> stage : result.stages().entrySet()) {
      Benchmark.Figure figure = stage.getValue();
      table.add(
          List.of(
              stage.getKey(),
              decimal(figure.median()),
              decimal(figure.min()),
              decimal(figure.max()),
              String.format(Locale.ROOT, "%.1f %%", 100 * figure.median() / total)));
    }
    spec.commandLine().getOut().print(table.text());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%n%.1f samples/s, peak memory %.2f GB, batch %d, %d steps, %s%n",
            result.samplesPerSecond(),
            result.peakBytes() / 1e9,
            result.batch(),
            steps,
            result.device());
    if (json != null) {
      write(json, result);
    }
  }

  private static void write(Path file, Benchmark.Result result) throws IOException {
    Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(result) + "\n");
  }

  private static String decimal(double milliseconds) {
    return String.format(Locale.ROOT, "%.2f", milliseconds);
  }
}
