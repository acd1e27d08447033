package io.threetowers.core.run;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one run.
 *
 * <pre>
 * resolved.yaml  run.json  plugins.lock   what was run, with what
 * out.log  metrics.jsonl  results.jsonl   what happened
 * checkpoints/                            from where it can go on
 * comparison.html                         the same, to look at
 * </pre>
 */
public record RunFolder(Path path) {

  /**
   * A folder for a new run; nothing is written yet.
   *
   * @throws InvalidInputException if a run is in it already, or it cannot be made or written
   */
  public static RunFolder free(Path path) {
    RunFolder folder = new RunFolder(path);
    if (Files.exists(folder.resolved())) {
      throw new InvalidInputException(
          "'%s' holds a run already; add --resume to go on with it, or --run DIR to start another"
              .formatted(path));
    }
    folder.requireWritable();
    return folder;
  }

  /**
   * The folder of a run to go on with.
   *
   * @throws InvalidInputException if no run is in it, or it cannot be written
   */
  public static RunFolder begun(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.exists(folder.resolved())) {
      throw new InvalidInputException(
          "there is no run in '%s' to go on with%s; leave --resume out to start one"
              .formatted(
                  path,
                  folder.neighbour().map(near -> " (did you mean '" + near + "'?)").orElse("")));
    }
    folder.requireWritable();
    return folder;
  }

  /**
   * Makes the folder if it is missing.
   *
   * @throws InvalidInputException if it cannot be written
   */
  public void make() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the run folder '%s' cannot be made (%s); choose another with --run DIR"
              .formatted(path, e.toString()),
          e);
    }
    requireWritable();
  }

  /** A run beside this one whose name is nearly the same. */
  private Optional<Path> neighbour() {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      List<String> runs =
          folders
              .filter(folder -> Files.exists(new RunFolder(folder).resolved()))
              .map(folder -> String.valueOf(folder.getFileName()))
              .toList();
      return Suggestions.nearest(String.valueOf(path.getFileName()), runs)
          .map(path::resolveSibling);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Asks the nearest folder that is there, so that a run learns it before it prepares anything. */
  private void requireWritable() {
    Path nearest = path.toAbsolutePath();
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw unwritable(nearest, "is a file");
    } else if (!Files.isWritable(nearest)) {
      throw unwritable(nearest, "may not be written");
    }
  }

  private InvalidInputException unwritable(Path obstacle, String reason) {
    return new InvalidInputException(
        "the run folder '%s' cannot be written: '%s' %s; choose another with --run DIR"
            .formatted(path, obstacle, reason));
  }

  /**
   * The folder of a run that exists.
   *
   * @throws InvalidInputException if there is none
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.exists(folder.resolved())) {
      throw new InvalidInputException(
          "'%s' is no run folder: it has no %s".formatted(path, folder.resolved().getFileName()));
    }
    return folder;
  }

  /** The resolved experiment. */
  public Path resolved() {
    return path.resolve("resolved.yaml");
  }

  public Path info() {
    return path.resolve("run.json");
  }

  public Path pluginsLock() {
    return path.resolve("plugins.lock");
  }

  public Path log() {
    return path.resolve("out.log");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }
}
