package io.threetowers.trackers.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.Tracker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run on the server; it is made, or gone on with, at the first call that needs it. */
final class RemoteRun {
  private static final String RUN_ID = "run_id";
  private static final String SERVER = "tracking_uri";
  private static final String SETTINGS = "settings";
  private static final String RUNNING = "RUNNING";
  private static final String MISSING = "RESOURCE_DOES_NOT_EXIST";

  private final RestApi api;
  private final String experiment;
  private final String name;
  private final Path memory;
  private @Nullable String id;

  /** Whether the server knows the settings. */
  private boolean described;

  /**
   * Calls nobody yet.
   *
   * @param memory a file of the run's folder that remembers the run on the server
   */
  RemoteRun(RestApi api, String experiment, String name, Path memory) {
    this.api = api;
    this.experiment = experiment;
    this.name = name;
    this.memory = memory;
  }

  URI server() {
    return api.server();
  }

  /** Sends numbers, at most 1000. */
  void log(List<Measurement> numbers) throws IOException {
    JsonObject batch = new JsonObject();
    batch.addProperty(RUN_ID, id());
    JsonArray metrics = new JsonArray();
    numbers.forEach(number -> metrics.add(number.json()));
    batch.add("metrics", metrics);
    api.post("runs/log-batch", batch);
  }

  /**
   * Makes the run, and says what it is, unless the server knows: MLflow lets nobody change a
   * parameter, so that a run keeps the settings that it began with.
   */
  void describe(Map<String, String> settings) throws IOException {
    String run = id();
    if (described || settings.isEmpty()) {
      return;
    }
    for (JsonArray parameters : Parameters.of(settings)) {
      JsonObject batch = new JsonObject();
      batch.addProperty(RUN_ID, run);
      batch.add("params", parameters);
      api.post("runs/log-batch", batch);
    }
    described = true;
    remember(run);
  }

  /** Tells that nothing follows; a run that is resumed later is under way again. */
  void finish(Tracker.End end) throws IOException {
    String status =
        switch (end) {
          case DONE -> "FINISHED";
          case STOPPED -> "KILLED";
          case FAILED -> "FAILED";
        };
    update(id(), status);
  }

  private void update(String run, String status) throws IOException {
    JsonObject update = new JsonObject();
    update.addProperty(RUN_ID, run);
    update.addProperty("status", status);
    if (!status.equals(RUNNING)) {
      update.addProperty("end_time", System.currentTimeMillis());
    }
    api.post("runs/update", update);
  }

  private String id() throws IOException {
    String known = id;
    if (known == null) {
      known = remembered();
      if (!known.isEmpty()) {
        known = resumed(known);
      }
      if (known.isEmpty()) {
        described = false;
        known = create();
        remember(known);
      }
      id = known;
    }
    return known;
  }

  /** Empty if the run has been deleted there: its numbers go on in a new one. */
  private String resumed(String run) throws IOException {
    try {
      update(run, RUNNING);
      return run;
    } catch (RefusedException e) {
      if (e.is(MISSING)) {
        return "";
      }
      throw e;
    }
  }

  private String create() throws IOException {
    JsonObject tag = new JsonObject();
    tag.addProperty("key", "mlflow.source.name");
    tag.addProperty("value", "Three Towers");
    JsonArray tags = new JsonArray();
    tags.add(tag);
    JsonObject run = new JsonObject();
    run.addProperty("experiment_id", experimentId());
    run.addProperty("run_name", name);
    run.addProperty("start_time", System.currentTimeMillis());
    run.add("tags", tags);
    return text(api.post("runs/create", run), "run", "info", RUN_ID);
  }

  private String experimentId() throws IOException {
    try {
      return text(
          api.get("experiments/get-by-name", "experiment_name", experiment),
          "experiment",
          "experiment_id");
    } catch (RefusedException e) {
      if (!e.is(MISSING)) {
        throw e;
      }
      JsonObject made = new JsonObject();
      made.addProperty("name", experiment);
      return text(api.post("experiments/create", made), "experiment_id");
    }
  }

  private static String text(JsonObject answer, String... path) throws IOException {
    JsonObject object = answer;
    for (int i = 0; i < path.length - 1; i++) {
      if (!(object.get(path[i]) instanceof JsonObject inner)) {
        throw new IOException("its answer has no '" + path[i] + "'");
      }
      object = inner;
    }
    String last = path[path.length - 1];
    if (object.get(last) == null || !object.get(last).isJsonPrimitive()) {
      throw new IOException("its answer has no '" + last + "'");
    }
    return object.get(last).getAsString();
  }

  /** Of this server only: another knows nothing of the run. */
  private String remembered() throws IOException {
    if (!Files.exists(memory)) {
      return "";
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(memory)).getAsJsonObject();
      if (!text(json, SERVER).equals(server().toString())) {
        return "";
      }
      described = json.has(SETTINGS);
      return text(json, RUN_ID);
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("'" + memory + "' is damaged; remove it", e);
    }
  }

  private void remember(String run) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty(SERVER, server().toString());
    json.addProperty(RUN_ID, run);
    if (described) {
      json.addProperty(SETTINGS, true);
    }
    Path temporary = memory.resolveSibling(memory.getFileName() + ".tmp");
    Files.writeString(temporary, json + "\n");
    Files.move(temporary, memory, StandardCopyOption.ATOMIC_MOVE);
  }
}
