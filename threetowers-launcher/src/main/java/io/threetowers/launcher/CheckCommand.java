package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.wiring.ExperimentCheck;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description =
        "Check an experiment without training: data, shapes, parameters, FLOPs, memory, time.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentArguments experiment;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Bound<Experiment> bound = experiment.fetch(main.host(), spec.commandLine().getErr());
    ExperimentCheck check = ExperimentCheck.of(bound);
    TextTable parts =
        new TextTable(List.of("part", "output", "parameters", "trained", "GFLOP/step"));
    check.parts().forEach(part -> parts.add(part.cells()));
    spec.commandLine().getOut().print(parts.text());
    spec.commandLine().getOut().println();
    if (!check.timeline().isEmpty()) {
      TextTable timeline = new TextTable(List.of("after step", "what changes"));
      check
          .timeline()
          .forEach(
              change ->
                  timeline.add(
                      List.of(String.format(Locale.ROOT, "%,d", change.step()), change.what())));
      spec.commandLine().getOut().print(timeline.text());
      spec.commandLine().getOut().println();
    }
    check
        .facts()
        .forEach((name, value) -> spec.commandLine().getOut().println(name + ": " + value));
    return 0;
  }
}
