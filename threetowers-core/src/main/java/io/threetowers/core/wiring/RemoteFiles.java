package io.threetowers.core.wiring;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.Problem;
import io.threetowers.core.source.CacheFolder;
import io.threetowers.core.source.FetchProgress;
import io.threetowers.core.source.FileSource;
import io.threetowers.core.source.SourceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The files of an experiment that come from elsewhere. */
public final class RemoteFiles {

  private static final String WEIGHTS = "towers\\.[^.]+\\.weights";

  private RemoteFiles() {}

  /**
   * Brings those that are not in the cache yet, before anything is composed.
   *
   * @throws io.threetowers.core.config.InvalidConfigException naming each that cannot be had
   */
  public static void fetch(Bound<?> bound, FetchProgress progress) throws IOException {
    fetch(bound, path -> true, progress);
  }

  /**
   * As {@link #fetch(Bound, FetchProgress)}, but for the weights that towers start from: a
   * checkpoint has all of them.
   */
  public static void fetchForCheckpoint(Bound<?> bound, FetchProgress progress) throws IOException {
    fetch(bound, path -> !path.matches(WEIGHTS), progress);
  }

  /**
   * As {@link #fetch(Bound, FetchProgress)}, but of the data those of one source only.
   *
   * @param checkpoint whether it has the weights that towers start from
   */
  public static void fetchForData(
      Bound<?> bound, String data, boolean checkpoint, FetchProgress progress) throws IOException {
    fetch(
        bound,
        path ->
            (!path.startsWith("data.") || path.startsWith("data." + data + "."))
                && !(checkpoint && path.matches(WEIGHTS)),
        progress);
  }

  /**
   * The path of a file that a person names by a path or an address; what comes from elsewhere is
   * brought first.
   *
   * @throws InvalidInputException if the address is none, or the file cannot be had
   */
  public static Path fetch(String pathOrAddress, FetchProgress progress) throws IOException {
    if (!FileSource.isOne(pathOrAddress)) {
      return Path.of(pathOrAddress);
    }
    FileSource source;
    try {
      source = FileSource.parse(pathOrAddress);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("the file" + e.getMessage(), e);
    }
    try (SourceFiles files = SourceFiles.of(progress)) {
      files.fetch(source);
    }
    return source.path(CacheFolder.current());
  }

  private static void fetch(Bound<?> bound, Predicate<String> needed, FetchProgress progress)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    try (SourceFiles files = SourceFiles.of(progress)) {
      for (Map.Entry<String, FileSource> entry : bound.fileSources().entrySet()) {
        String path = entry.getKey();
        try {
          if (needed.test(path)) {
            files.fetch(entry.getValue());
          }
        } catch (InvalidInputException e) {
          problems.add(new Problem(bound.at(path), path + ": " + e.getMessage()));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
  }
}
