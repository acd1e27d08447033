package io.threetowers.core.run;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a sweep: a folder of each run, and {@code sweep.json}, which says how far it is.
 *
 * <pre>
 * sweep.json            the settings that vary; each run in its place, done, failed or neither
 * base.yaml             the experiment without them, as far as it is one
 * seed=0,lr=0.001/      a run like any other
 * comparison.html       all of them side by side
 * </pre>
 */
public final class SweepFolder {
  private static final String FILE = "sweep.json";
  private static final String KEYS = "keys";
  private static final String RUNS = "runs";
  private static final String PROCESS = "process";
  private static final String STATE = "state";
  private static final String DONE = "done";

  private final Path path;
  private final JsonObject json;

  private SweepFolder(Path path, JsonObject json) {
    this.path = path;
    this.json = json;
  }

  /** Whether a sweep is in a folder. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * The folder of a sweep that begins or goes on; nothing is written yet.
   *
   * @param keys the settings that vary
   * @throws InvalidInputException if a run is in the folder, or a sweep over other settings
   */
  public static SweepFolder of(Path path, List<String> keys) {
    if (Files.exists(new RunFolder(path).resolved())) {
      throw new InvalidInputException(
          "'%s' holds a run; choose another folder for the sweep with --out DIR".formatted(path));
    }
    if (!isIn(path)) {
      JsonObject json = new JsonObject();
      json.add(KEYS, new GsonBuilder().create().toJsonTree(keys));
      json.add(RUNS, new JsonObject());
      return new SweepFolder(path, json);
    }
    SweepFolder folder = open(path);
    List<String> before = folder.keys();
    if (!before.equals(keys)) {
      throw new InvalidInputException(
          "the sweep in '%s' is over %s, not %s; values may be added to it, settings may not: choose another folder with --out DIR"
              .formatted(path, String.join(", ", before), String.join(", ", keys)));
    }
    return folder;
  }

  /**
   * The folder of a sweep that is there.
   *
   * @throws InvalidInputException if its {@code sweep.json} is damaged
   */
  static SweepFolder open(Path path) {
    Path file = path.resolve(FILE);
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      SweepFolder folder = new SweepFolder(path, json);
      if (folder.keys().isEmpty()) {
        throw new JsonParseException("no settings vary");
      }
      json.getAsJsonObject(RUNS).keySet().forEach(folder::isDone);
      return folder;
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException e) {
      throw new InvalidInputException(
          "'%s' is damaged; remove it to compare the runs beside it one by one, or to sweep anew elsewhere"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  /** The experiment without the settings that vary. */
  public Path base() {
    return path.resolve("base.yaml");
  }

  private List<String> keys() {
    return json.getAsJsonArray(KEYS).asList().stream().map(JsonElement::getAsString).toList();
  }

  /** The folder of a run. */
  public RunFolder run(String name) {
    return new RunFolder(path.resolve(name));
  }

  /** The folders of the runs that have begun, in the order in which they were planned. */
  List<Path> begun() {
    return json.getAsJsonObject(RUNS).keySet().stream()
        .map(this::run)
        .filter(run -> Files.isRegularFile(run.resolved()))
        .map(RunFolder::path)
        .toList();
  }

  /** Whether a run came to its end. */
  public boolean isDone(String name) {
    JsonObject run = json.getAsJsonObject(RUNS).getAsJsonObject(name);
    return run != null && run.has(STATE) && run.get(STATE).getAsString().equals(DONE);
  }

  /** Plans runs, behind those that are there. */
  public void plan(List<String> names) throws IOException {
    JsonObject runs = json.getAsJsonObject(RUNS);
    names.stream().filter(name -> !runs.has(name)).forEach(n -> runs.add(n, new JsonObject()));
    write();
  }

  /** A run is under way in a process. */
  public void started(String name, ProcessHandle process) throws IOException {
    JsonObject entry = new JsonObject();
    entry.addProperty("run", name);
    entry.addProperty("pid", process.pid());
    entry.addProperty("started", startOf(process));
    json.add(PROCESS, entry);
    write();
  }

  /**
   * The process of a run has ended.
   *
   * @param state {@code done}, or why it was not; empty if it was stopped and goes on later
   */
  public void ended(String name, Optional<String> state) throws IOException {
    JsonObject run = new JsonObject();
    state.ifPresent(text -> run.addProperty(STATE, text));
    json.getAsJsonObject(RUNS).add(name, run);
    json.remove(PROCESS);
    write();
  }

  /** What {@link #ended} is told of a run that came to its end. */
  public static Optional<String> done() {
    return Optional.of(DONE);
  }

  /**
   * Keeps every other sweep out, until it is closed.
   *
   * @throws InvalidInputException if one is at work here, or a run that it left behind
   */
  public AutoCloseable lock() throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(
            path.resolve("sweep.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        requireNoneUnderWay();
        return channel;
      }
    } catch (OverlappingFileLockException | InvalidInputException e) {
      channel.close();
      throw e instanceof InvalidInputException wrong ? wrong : atWork();
    }
    channel.close();
    throw atWork();
  }

  private InvalidInputException atWork() {
    return new InvalidInputException(
        "another sweep is at work in '%s'; wait for its end, or choose another folder with --out DIR"
            .formatted(path));
  }

  /** What was killed without its run leaves that at work; two of them would spoil its folder. */
  private void requireNoneUnderWay() {
    JsonObject process = json.getAsJsonObject(PROCESS);
    if (process != null) {
      long pid = process.get("pid").getAsLong();
      String started = process.get("started").getAsString();
      if (ProcessHandle.of(pid)
          .filter(p -> p.isAlive() && startOf(p).equals(started))
          .isPresent()) {
        throw new InvalidInputException(
            "the run '%s' of the sweep is still under way, in process %d; wait for its end, or end it"
                .formatted(process.get("run").getAsString(), pid));
      }
    }
  }

  /** Tells a process from a later one of the same number. */
  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("");
  }

  private void write() throws IOException {
    DurableFiles.replaceText(
        path.resolve(FILE),
        path.resolve(FILE + ".tmp"),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n");
  }

  /** The folder itself if it is a run, or those of the runs of a sweep. */
  static Stream<Path> runsOf(Path folder) {
    if (!isIn(folder) || Files.exists(new RunFolder(folder).resolved())) {
      return Stream.of(folder);
    }
    List<Path> runs = open(folder).begun();
    if (runs.isEmpty()) {
      throw new InvalidInputException("no run of the sweep in '%s' has begun".formatted(folder));
    }
    return runs.stream();
  }
}
