package io.threetowers.core.run;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.ApiVersion;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.Plugins;
import io.threetowers.core.plugin.PluginsLock;
import io.threetowers.core.script.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What was run, with what: the files that let a run explain itself afterwards and go on unchanged.
 */
public final class RunRecord {

  /**
   * Settings that may differ when a run goes on: they do not change its numbers, or say how long it
   * is.
   */
  private static final String FREE =
      "name|device|loader\\.(workers|prefetch)|train\\.(duration|log-every|evaluate-every)|checkpoint\\..*"
          + "|evaluate\\..*|trackers\\..*|data\\.(?!train\\.).*";

  private final Bound<Experiment> bound;
  private final Plugins plugins;
  private final JsonObject info = new JsonObject();

  private RunRecord(Bound<Experiment> bound, Plugins plugins) {
    this.bound = bound;
    this.plugins = plugins;
  }

  /**
   * Collects the facts of a run that begins now.
   *
   * @param device in use
   * @param product version of Three Towers
   */
  public static RunRecord of(
      Bound<Experiment> bound, Plugins plugins, String device, String product) {
    RunRecord record = new RunRecord(bound, plugins);
    record.info.addProperty("started", Instant.now().toString());
    record.info.addProperty("seed", bound.value().seed());
    record.info.addProperty("device", device);
    record.info.addProperty("threetowers", product);
    record.info.addProperty("api", ApiVersion.CURRENT.toString());
    Devices.facts()
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                record.info.addProperty(name, number);
              } else {
                record.info.addProperty(name, value.toString());
              }
            });
    record.info.addProperty("java", Runtime.version().toString());
    record.info.addProperty(
        "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return record;
  }

  /** Writes resolved.yaml, run.json and plugins.lock. */
  public void write(RunFolder folder) throws IOException {
    Files.writeString(
        folder.info(), new GsonBuilder().setPrettyPrinting().create().toJson(info) + "\n");
    Files.writeString(folder.pluginsLock(), PluginsLock.text(plugins));
    Files.writeString(folder.resolved(), new ResolvedPrinter().print(bound));
  }

  /**
   * Refuses to go on with another experiment, and warns of what may change the last bits.
   *
   * @throws InvalidInputException naming every setting that differs
   */
  public void checkSame(RunFolder folder, Consumer<String> warnings) throws IOException {
    Bound<Experiment> before =
        new ConfigReader(plugins.components()).read(folder.resolved(), List.of(), Experiment.class);
    ResolvedPrinter printer = new ResolvedPrinter();
    Map<String, String> then = printer.flatten(before);
    Map<String, String> now = printer.flatten(bound);
    List<String> differences = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      String a = then.getOrDefault(key, "not set");
      String b = now.getOrDefault(key, "not set");
      if (!a.equals(b) && !key.matches(FREE)) {
        differences.add(key + " (" + a + " before, " + b + " now)");
      }
    }
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          "the run in '%s' was another experiment; it differs in %s. Resume the same, or start another with --run DIR"
              .formatted(folder.path(), String.join(", ", differences)));
    }
    JsonObject old = JsonParser.parseString(Files.readString(folder.info())).getAsJsonObject();
    for (String fact : List.of("device", "threads", "pytorch", "djl")) {
      if (!info.get(fact).equals(old.get(fact))) {
        warnings.accept(
            "%s was %s and is %s now: the run goes on, but its last bits may differ from an unbroken one"
                .formatted(fact, old.get(fact), info.get(fact)));
      }
    }
  }
}
