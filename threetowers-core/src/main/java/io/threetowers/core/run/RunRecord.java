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
import io.threetowers.core.source.CacheFolder;
import io.threetowers.core.source.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What was run, with what: the files that let a run explain itself afterwards and go on unchanged.
 */
public final class RunRecord {

  /** Settings that may differ when a run goes on: its numbers stay what they would have been. */
  private static final Pattern FREE =
      Pattern.compile(
          "name|device|loader\\.(workers|prefetch)|train\\.(log-every|evaluate-every)"
              + "|(checkpoint|evaluate|trackers)(\\..*)?|data\\.(?!train\\.).*");

  /**
   * Settings that may differ too, for they are what a person changes on the way: a longer run, and
   * what trades time for memory when that ran out. The numbers are then others, if only in their
   * last bits, and the run says so.
   */
  private static final Pattern TOLD =
      Pattern.compile(
          "train\\.duration|towers\\.[^.]+\\.(micro-batch|activation-checkpointing)"
              + "|losses\\.[^.]+\\.chunk");

  private static final int DIFFERENCES_TOLD = 20;

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

  /** Which content each address had: a branch may be another commit tomorrow. */
  private JsonObject files() throws IOException {
    JsonObject files = new JsonObject();
    for (FileSource source : bound.fileSources().values()) {
      JsonObject facts = new JsonObject();
      source
          .origin(CacheFolder.current())
          .ifPresent(origin -> origin.facts().forEach(facts::addProperty));
      files.add(source.text(), facts);
    }
    return files;
  }

  /** Writes run.json, plugins.lock and, last, resolved.yaml, with which the run exists. */
  public void write(RunFolder folder) throws IOException {
    try {
      if (!bound.fileSources().isEmpty()) {
        info.add("files", files());
      }
      Files.writeString(
          folder.info(), new GsonBuilder().setPrettyPrinting().create().toJson(info) + "\n");
      Files.writeString(folder.pluginsLock(), PluginsLock.text(plugins));
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
    writeResolved(folder);
  }

  private void writeResolved(RunFolder folder) throws IOException {
    try {
      DurableFiles.replaceText(
          folder.resolved(),
          folder.path().resolve("resolved.yaml.tmp"),
          new ResolvedPrinter().print(bound));
    } catch (IOException e) {
      throw unwritten(folder, e);
    }
  }

  private static IOException unwritten(RunFolder folder, IOException e) {
    return new IOException(
        "the record of the run in '%s' cannot be written (%s)"
            .formatted(folder.path(), e.getMessage()),
        e);
  }

  private static String shown(Map<String, String> settings, String key) {
    String value = settings.getOrDefault(key, "null");
    return value.equals("null") ? "not set" : value;
  }

  private static String refusal(RunFolder folder, List<String> differences) {
    int left = differences.size() - DIFFERENCES_TOLD;
    return "the run in '%s' was another experiment; go on with the same settings, or start another with --run DIR:\n%s%s"
        .formatted(
            folder.path(),
            String.join(
                "\n", differences.subList(0, Math.min(differences.size(), DIFFERENCES_TOLD))),
            left > 0 ? "\nand " + left + " more" : "");
  }

  /**
   * What keeps a run from going on as another experiment; settings whose change does not change its
   * numbers are passed over.
   *
   * @param changes gets those that may differ, although the numbers are others with them
   * @return a phrase for each
   */
  public static List<String> differences(
      Bound<Experiment> before, Bound<Experiment> after, Consumer<String> changes) {
    ResolvedPrinter printer = new ResolvedPrinter();
    Map<String, String> then = printer.flatten(before);
    Map<String, String> now = printer.flatten(after);
    List<String> differences = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      String a = shown(then, key);
      String b = shown(now, key);
      if (!a.equals(b) && !FREE.matcher(key).matches()) {
        String change = "%s was %s and is %s now".formatted(key, a, b);
        if (TOLD.matcher(key).matches()) {
          changes.accept(change);
        } else {
          differences.add(change);
        }
      }
    }
    return differences;
  }

  /**
   * Refuses to go on with another experiment, and warns of what changes its numbers; settings that
   * may differ are written down anew.
   *
   * @throws InvalidInputException naming every setting that differs
   */
  public void resume(RunFolder folder, Consumer<String> warnings) throws IOException {
    Bound<Experiment> before =
        new ConfigReader(plugins.components()).read(folder.resolved(), List.of(), Experiment.class);
    List<String> changes = new ArrayList<>();
    List<String> differences = differences(before, bound, changes::add);
    if (!differences.isEmpty()) {
      throw new InvalidInputException(refusal(folder, differences));
    }
    changes.forEach(change -> warnings.accept(change + ": the run goes on with that"));
    JsonObject old = JsonParser.parseString(Files.readString(folder.info())).getAsJsonObject();
    for (String fact : List.of("device", "threads", "pytorch", "djl")) {
      if (!info.get(fact).equals(old.get(fact))) {
        warnings.accept(
            "%s was %s and is %s now: the run goes on, but its last bits may differ from an unbroken one"
                .formatted(fact, old.get(fact), info.get(fact)));
      }
    }
    ResolvedPrinter printer = new ResolvedPrinter();
    if (!printer.flatten(before).equals(printer.flatten(bound))) {
      writeResolved(folder);
    }
  }
}
