package io.threetowers.launcher;

import io.threetowers.core.run.RunComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    description = "Compare runs: one table, and one HTML page with curves.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs, or of sweeps.")
  private List<Path> runs = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the page goes; default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("runs");

  @Override
  public Integer call() throws IOException {
    RunComparison comparison = RunComparison.of(runs);
    spec.commandLine().getOut().println(comparison.table(spec.usageMessage().width()));
    spec.commandLine().getOut().println("report: " + comparison.writeHtml(out));
    return 0;
  }
}
