package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.wiring.EvaluationRun;
import io.threetowers.core.wiring.RemoteFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "eval",
    description = "Evaluate a checkpoint of a run.",
    mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private CheckpointOptions checkpoint;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Overrides of the run's experiment, such as data.test.shards=other.tar.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--evaluator",
      paramLabel = "NAME",
      description = "An entry of evaluate; may be repeated; default: all.")
  private List<String> evaluators = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    RunFolder folder = RunFolder.open(run);
    Bound<Experiment> bound = main.host().read(folder.resolved(), overrides);
    try (ConsoleFetch progress = ConsoleFetch.on(spec.commandLine().getErr())) {
      RemoteFiles.fetchForCheckpoint(bound, progress);
    }
    TextTable table = new TextTable(List.of("evaluator", "data", "metric", "value"));
    EvaluationRun.run(
        bound,
        folder,
        checkpoint.choice(),
        evaluators,
        (evaluator, data, metrics) ->
            metrics.forEach(
                (metric, value) ->
                    table.add(
                        List.of(
                            evaluator, data, metric, String.format(Locale.ROOT, "%.4f", value)))));
    spec.commandLine().getOut().print(table.text());
    return 0;
  }
}
