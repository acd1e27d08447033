package io.threetowers.core.run;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * @throws InvalidInputException if a run is in it already
   */
  public static RunFolder free(Path path) {
    RunFolder folder = new RunFolder(path);
    if (Files.exists(folder.resolved())) {
      throw new InvalidInputException(
          "'%s' holds a run already; add --resume to go on with it, or --run DIR to start another"
              .formatted(path));
    }
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
      if (!Files.isWritable(path)) {
        throw new IOException("no permission to write");
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "the run folder '%s' cannot be written (%s); choose another with --run DIR"
              .formatted(path, e.getClass().getSimpleName()),
          e);
    }
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
