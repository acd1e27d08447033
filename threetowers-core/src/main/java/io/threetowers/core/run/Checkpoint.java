package io.threetowers.core.run;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole checkpoint: its files are what was saved.
 *
 * @param step steps done when it was saved
 * @param folder where its files are
 */
public record Checkpoint(long step, Path folder) {
  public static final String MODEL = "model.safetensors";
  public static final String OPTIMIZER = "optimizer.safetensors";
  public static final String AVERAGE = "ema.safetensors";
  static final String STATE = "state.json";

  /** Every parameter by its full name. */
  public Path model() {
    return folder.resolve(MODEL);
  }

  /** The optimiser's arrays. */
  public Path optimizer() {
    return folder.resolve(OPTIMIZER);
  }

  /** The moving average of every trained parameter, by its full name; not every run keeps one. */
  public Path average() {
    return folder.resolve(AVERAGE);
  }

  /** All else that a run needs to go on. */
  public Path stateFile() {
    return folder.resolve(STATE);
  }

  /** What {@link #stateFile} holds. */
  public JsonObject state() throws IOException {
    try (Reader reader = Files.newBufferedReader(stateFile())) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }
}
