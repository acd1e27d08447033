package io.threetowers.core.wiring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.script.Devices;
import io.threetowers.core.weights.Safetensors;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes one tower of a run's newest checkpoint as a weights file of its own. */
public final class TowerExport {

  private TowerExport() {}

  /**
   * Writes {@code out}; its tensors have the names of the tower's parameters.
   *
   * @param half F16 instead of F32
   * @return what was written, in one line
   */
  public static String write(RunFolder folder, String tower, Path out, boolean half)
      throws IOException {
    Devices.startEngine();
    Path checkpoint =
        new CheckpointStore(folder.checkpoints(), 1)
            .latest()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "the run '%s' has no checkpoint yet".formatted(folder.path())))
            .model();
    String prefix = "towers." + tower + ".";
    SortedMap<String, NDArray> tensors = new TreeMap<>();
    try (WeightFile model = WeightFile.open(checkpoint);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      for (String name : model.names()) {
        if (name.startsWith(prefix)) {
          tensors.put(name.substring(prefix.length()), model.read(name, manager));
        }
      }
      if (tensors.isEmpty()) {
        Set<String> towers = new TreeSet<>();
        for (String name : model.names()) {
          if (name.startsWith("towers.")) {
            towers.add(name.split("\\.", 3)[1]);
          }
        }
        throw new InvalidInputException(
            "the run '%s' has no tower '%s'%s"
                .formatted(folder.path(), tower, Suggestions.hint(tower, towers)));
      }
      Safetensors.write(out, tensors, Map.of(), half);
    }
    return "%d tensors of tower '%s' from %s to %s"
        .formatted(tensors.size(), tower, checkpoint, out);
  }
}
