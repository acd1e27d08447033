package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.wiring.ExperimentCheck;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--no-probe",
      description = "Do not measure memory and speed on the device; print shapes and counts only.")
  private boolean noProbe;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "What a run may hold, such as 8GB; default: what the device has. Where that is too little, a micro-batch is proposed.")
  private @Nullable String memory;

  @Override
  public Integer call() throws Exception {
    OptionalLong limit =
        memory == null ? OptionalLong.empty() : OptionalLong.of(ByteSize.parse(memory));
    Bound<Experiment> bound = experiment.fetch(main.host(), spec.commandLine().getErr());
    ExperimentCheck check = ExperimentCheck.of(bound, !noProbe, limit);
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
