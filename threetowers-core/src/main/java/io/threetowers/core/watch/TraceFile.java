package io.threetowers.core.watch;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace in Chrome's trace event format ("Trace Event Format", the JSON object form): complete
 * events, times in microseconds since the profiler's start.
 */
final class TraceFile {
  private static final int STAGES = 1;
  private static final int ENGINE = 2;
  private static final double MICROSECOND = 1e3;

  /** Fields of an event that viewers know; what else the engine writes belongs under args. */
  private static final List<String> FIELDS =
      List.of("name", "ph", "ts", "dur", "tid", "pid", "id", "cat", "bp", "args");

  private TraceFile() {}

  /**
   * Joins the engine's events with the laps of the steps.
   *
   * @param engine an array of events, as the engine's profiler writes it
   * @param began when that profiler started, as {@link System#nanoTime}
   * @param steps by number
   */
  static void write(Path engine, long began, Map<Long, Stopwatch> steps, Path trace)
      throws IOException {
    Gson gson = new Gson();
    try (JsonReader in = new JsonReader(Files.newBufferedReader(engine));
        JsonWriter out = new JsonWriter(Files.newBufferedWriter(trace))) {
      out.beginObject().name("displayTimeUnit").value("ms").name("traceEvents").beginArray();
      gson.toJson(processName(STAGES, "stages of the step"), out);
      gson.toJson(processName(ENGINE, "engine"), out);
      steps.forEach((step, laps) -> slices(step, laps, began).forEach(s -> gson.toJson(s, out)));
      in.beginArray();
      while (in.hasNext()) {
        gson.toJson(event(JsonParser.parseReader(in).getAsJsonObject()), out);
      }
      in.endArray();
      out.endArray().endObject();
    }
  }

  private static JsonObject processName(int process, String name) {
    JsonObject event = new JsonObject();
    event.addProperty("name", "process_name");
    event.addProperty("ph", "M");
    event.addProperty("pid", process);
    event.addProperty("tid", 1);
    JsonObject arguments = new JsonObject();
    arguments.addProperty("name", name);
    event.add("args", arguments);
    return event;
  }

  /** The step around its laps. */
  private static List<JsonObject> slices(long step, Stopwatch watch, long began) {
    List<JsonObject> slices = new ArrayList<>();
    long start = watch.started();
    slices.add(slice("step " + step, start - began, watch.nanos()));
    for (Stopwatch.Lap lap : watch.laps()) {
      slices.add(slice(lap.stage(), lap.begin() - began, lap.nanos()));
    }
    return slices;
  }

  private static JsonObject slice(String name, long nanos, long length) {
    JsonObject event = new JsonObject();
    event.addProperty("name", name);
    event.addProperty("ph", "X");
    event.addProperty("ts", nanos / MICROSECOND);
    event.addProperty("dur", length / MICROSECOND);
    event.addProperty("pid", STAGES);
    event.addProperty("tid", 1);
    return event;
  }

  /** Processes as numbers, which every viewer takes, and shapes where it shows them. */
  private static JsonObject event(JsonObject engine) {
    Map<String, JsonElement> more = new LinkedHashMap<>();
    engine.entrySet().stream()
        .filter(field -> !FIELDS.contains(field.getKey()))
        .forEach(field -> more.put(field.getKey(), field.getValue()));
    more.keySet().forEach(engine::remove);
    JsonObject arguments = engine.has("args") ? engine.getAsJsonObject("args") : new JsonObject();
    more.forEach(arguments::add);
    engine.add("args", arguments);
    engine.addProperty("pid", ENGINE);
    return engine;
  }
}
