package io.threetowers.launcher;

import io.threetowers.core.run.RunComparison;
import io.threetowers.core.run.SweepFolder;
import io.threetowers.core.sweep.Grid;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "sweep",
    description =
        "Train an experiment once for every combination of settings, one after the other; a second call goes on with the first.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private SweepArguments arguments;
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The sweep's folder, which gets one for each run; default: runs/NAME-sweep.")
  private @Nullable Path out;

  /** {@code FILE key=values …}. */
  static final class SweepArguments {
    @Parameters(index = "0", paramLabel = "FILE", description = "The experiment file, YAML.")
    private Path file = Path.of("");

    @Parameters(
        index = "1..*",
        paramLabel = "key=value[,value …]",
        description =
            "Settings with the values that they take, such as seed=0..4 or optimizer.lr=1e-3,3e-4; commas in quotes, brackets and braces belong to a value. One of a single value is an override like any other.")
    private List<String> overrides = new ArrayList<>();
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter to = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Grid grid = Grid.parse(arguments.overrides);
    SweepPlan plan = SweepPlan.of(main.host(), arguments.file, grid, out, err);
    SweepFolder folder = plan.folder();
    try (AutoCloseable lock = folder.lock()) {
      plan.begin();
      ChildRun child = new ChildRun(err);
      Sweep sweep = new Sweep(plan, child, to);
      try (Interruption interruption = new Interruption(child::stop)) {
        if (sweep.run() == Sweep.End.STOPPED) {
          to.println(
              "the sweep was stopped after %d of %d runs; go on with the same command"
                  .formatted(sweep.done(), plan.runs().size()));
          interruption.exitWith(Main.INTERRUPTED);
          return Main.INTERRUPTED;
        }
      }
      to.println();
      to.print(sweep.failures());
      if (sweep.begun() > 0) {
        RunComparison report = RunComparison.of(List.of(folder.path()));
        to.println(report.table(spec.usageMessage().width()));
        to.println("report: " + report.writeHtml(folder.path()));
      }
      return sweep.failures().isEmpty() ? 0 : Main.FAILED;
    }
  }
}
