package io.threetowers.core.wiring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.run.Checkpoint;
import io.threetowers.core.run.CheckpointChoice;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.run.WeightChoice;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.MovingAverage;
import io.threetowers.core.weights.Safetensors;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes one tower of a run's checkpoint as a weights file of its own. */
public final class TowerExport {

  private TowerExport() {}

  /**
   * Writes {@code out}; its tensors have the names of the tower's parameters.
   *
   * @param half F16 instead of F32
   * @return what was written, in one line
   */
  public static String write(
      RunFolder folder, CheckpointChoice choice, String tower, Path out, boolean half)
      throws IOException {
    Devices.startEngine();
    Checkpoint checkpoint = new CheckpointStore(folder.checkpoints()).load(choice.name());
    String prefix = "towers." + tower + ".";
    SortedMap<String, NDArray> tensors = new TreeMap<>();
    Path shown = checkpoint.model();
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Set<String> towers = read(checkpoint.model(), prefix, manager, tensors);
      if (tensors.isEmpty()) {
        throw new InvalidInputException(
            "the run '%s' has no tower '%s'%s"
                .formatted(folder.path(), tower, Suggestions.hint(tower, towers)));
      }
      if (choice.weights() == WeightChoice.EMA) {
        MovingAverage.requireKept(checkpoint);
        // In place of those that were trained; the others never changed.
        read(checkpoint.average(), prefix, manager, tensors);
        shown = checkpoint.average();
      }
      Safetensors.write(out, tensors, Map.of(), half);
    }
    return "%d tensors of tower '%s' from %s to %s".formatted(tensors.size(), tower, shown, out);
  }

  /** Reads the tensors of a tower; returns the names of all towers. */
  private static Set<String> read(
      Path file, String prefix, NDManager manager, SortedMap<String, NDArray> tensors)
      throws IOException {
    Set<String> towers = new TreeSet<>();
    try (WeightFile weights = WeightFile.open(file)) {
      for (String name : weights.names()) {
        if (name.startsWith(prefix)) {
          tensors.put(name.substring(prefix.length()), weights.read(name, manager));
        }
        if (name.startsWith("towers.")) {
          towers.add(name.split("\\.", 3)[1]);
        }
      }
    }
    return towers;
  }
}
