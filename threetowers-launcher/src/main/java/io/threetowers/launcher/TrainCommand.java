package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.run.RunComparison;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.train.StopSignal;
import io.threetowers.core.train.TrainingLoop;
import io.threetowers.core.watch.StepRange;
import io.threetowers.core.wiring.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "train", description = "Train an experiment.", mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentArguments experiment;
  @Spec private CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "The run's folder; default: runs/NAME.")
  private @Nullable Path run;

  @Option(names = "--resume", description = "Go on from the newest checkpoint in the run's folder.")
  private boolean resume;

  @Option(
      names = "--profile",
      paramLabel = "STEPS",
      description =
          "Record these steps, such as 20..24, with the engine's profiler: trace/ in the run's folder.")
  private @Nullable String profile;

  @Override
  public Integer call() throws Exception {
    Optional<StepRange> profiled = Optional.ofNullable(profile).map(StepRange::parse);
    Bound<Experiment> bound = experiment.fetch(main.host(), spec.commandLine().getErr());
    Path path =
        Optional.ofNullable(run)
            .orElseGet(() -> Path.of("runs", experiment.runName(bound.value())));
    StopSignal stop = new StopSignal();
    PrintWriter out = spec.commandLine().getOut();
    TrainingLoop.End end;
    try (ConsoleObserver observer =
            new ConsoleObserver(
                out, Boolean.getBoolean("threetowers.terminal"), spec.usageMessage().width());
        Interruption interruption = new Interruption(stop, observer)) {
      TrainingRun training =
          TrainingRun.prepare(
              bound,
              main.host().plugins(),
              path,
              resume,
              Version.product(),
              observer,
              stop,
              profiled);
      main.log(RunLog.open(training.folder().log()));
      end = training.run();
      if (end == TrainingLoop.End.STOPPED) {
        interruption.exitWith(Main.INTERRUPTED);
        return Main.INTERRUPTED;
      }
    }
    RunFolder folder = RunFolder.open(path);
    RunComparison report = RunComparison.of(List.of(folder.path()));
    out.println(report.table(spec.usageMessage().width()));
    out.println("report: " + report.writeHtml(folder.path()));
    return 0;
  }
}
