package io.threetowers.core.run;

import ai.djl.ndarray.NDArray;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.threetowers.core.model.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The state of a run, as it goes into a checkpoint.
 *
 * @param model every parameter by its full name
 * @param optimizer the optimiser's arrays
 * @param state all else, in words and numbers
 */
public record Snapshot(Map<String, NDArray> model, Map<String, NDArray> optimizer, JsonObject state)
    implements CheckpointStore.Contents {

  @Override
  public void write(Path folder) throws IOException {
    Safetensors.write(folder.resolve(Checkpoint.MODEL), model, Map.of(), false);
    Safetensors.write(folder.resolve(Checkpoint.OPTIMIZER), optimizer, Map.of(), false);
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(state);
    Files.writeString(folder.resolve(Checkpoint.STATE), json + "\n");
  }
}
