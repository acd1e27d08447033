package io.threetowers.core.wiring;

import ai.djl.Device;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.export.PairExport;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Model;
import io.threetowers.core.run.CheckpointChoice;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.Checkpoints;
import java.io.IOException;
import java.util.List;

/** Writes the towers of a run's checkpoint for another program; no data are opened. */
public final class ModelExport {

  private ModelExport() {}

  /** Writes; returns what to tell. */
  public static List<String> write(
      Bound<Experiment> bound, RunFolder folder, CheckpointChoice choice, PairExport export)
      throws IOException {
    Devices.startEngine();
    Composition composition = Composition.of(bound);
    try (Model model = new Model(composition, Device.cpu(), bound.value().seed())) {
      Checkpoints.loadModel(new CheckpointStore(folder.checkpoints()), choice, model);
      return export.write(bound.value(), model);
    }
  }
}
