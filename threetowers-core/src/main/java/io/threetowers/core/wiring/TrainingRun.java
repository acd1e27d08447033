package io.threetowers.core.wiring;

import ai.djl.Device;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.threetowers.api.DataSource;
import io.threetowers.api.Optimizer;
import io.threetowers.api.Tracker;
import io.threetowers.core.config.Bound;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.LoaderOptions;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.eval.Evaluation;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.Model;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.Checkpoints;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.StopSignal;
import io.threetowers.core.train.TrainingInputs;
import io.threetowers.core.train.TrainingLoop;
import io.threetowers.core.train.TrainingState;
import io.threetowers.core.train.Vocabularies;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One experiment, from a checked file to its end. */
public final class TrainingRun {
  private final Bound<Experiment> bound;
  private final RunFolder folder;
  private final Observer observer;
  private final StopSignal stop;

  public TrainingRun(Bound<Experiment> bound, RunFolder folder, Observer observer, StopSignal stop) {
    this.bound = bound;
    this.folder = folder;
    this.observer = observer;
    this.stop = stop;
  }
}
