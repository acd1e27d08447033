package io.threetowers.launcher;

import io.threetowers.core.config.ResolvedPrinter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    description =
        "Print an experiment in full: every setting, defaults included, each with its origin.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentArguments experiment;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(new ResolvedPrinter().print(experiment.read(main.host())));
    return 0;
  }
}
