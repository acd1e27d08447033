package io.threetowers.launcher;

import io.threetowers.core.config.JsonSchema;
import io.threetowers.core.experiment.Experiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "schema",
    description =
        "Print the JSON Schema of the experiment file for the installed plugins: with it editors complete and check.",
    mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .println(JsonSchema.of(Experiment.class, main.host().plugins().components()));
    return 0;
  }
}
