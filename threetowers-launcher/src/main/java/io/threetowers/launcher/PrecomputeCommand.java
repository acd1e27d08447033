package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.wiring.CacheRun;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "precompute",
    description =
        "Embed the training data with the towers that say 'cache: true', so that no run has to; a second call goes on with the first.",
    mixinStandardHelpOptions = true)
final class PrecomputeCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentArguments experiment;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Bound<Experiment> bound = experiment.fetch(main.host(), spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    List<CacheRun.Filled> filled;
    try (ConsoleObserver observer =
        new ConsoleObserver(
            out, Boolean.getBoolean(ConsoleFetch.TERMINAL), spec.usageMessage().width())) {
      filled = CacheRun.precompute(bound, observer);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    for (CacheRun.Filled tower : filled) {
      out.printf(
          Locale.ROOT,
          "towers.%s: %,d examples, %,d of them embedded now, %,.1f MB: %s%n",
          tower.tower(),
          tower.examples(),
          tower.embedded(),
          tower.bytes() / 1e6,
          tower.folder());
    }
    out.printf(Locale.ROOT, "%.1f s in all%n", seconds);
    return 0;
  }
}
