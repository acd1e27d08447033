package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.train.Timeline;
import io.threetowers.core.train.Vocabularies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What {@code check} does, without the engine and without the time that its figures take. */
@Command(name = "compose")
final class ComposeCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ExperimentArguments experiment;

  @Option(names = "--data")
  private boolean data;

  @Override
  public Integer call() throws Exception {
    Bound<Experiment> bound = experiment.read(main.host());
    Composition composition = Composition.of(bound);
    if (data) {
      Datasets datasets = Datasets.open(bound, composition);
      composition.requireWeights(bound);
      Vocabularies.of(bound, datasets, composition);
      Timeline.of(bound, composition, datasets.train().size());
    }
    return 0;
  }
}
