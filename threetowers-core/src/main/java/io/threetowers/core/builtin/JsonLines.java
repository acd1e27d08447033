package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.api.config.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code metrics.jsonl} and {@code results.jsonl} into the run's folder, one object a line.
 *
 * <p>A resumed run repeats steps that it had logged before it was stopped; {@link #cutBack} removes
 * them first. So the files hold what an unbroken run would have written.
 */
public final class JsonLines implements TrackerFactory<JsonLines.Config> {

  @Doc("the run's numbers as JSON lines: metrics.jsonl and results.jsonl")
  public record Config() {}

  /**
   * Removes what a run logged after the step from which it goes on; no tracker of it is open.
   *
   * @param run the run's folder
   */
  public static void cutBack(Path run, long step) throws IOException {
    for (String name : List.of(JsonLinesTracker.METRICS, JsonLinesTracker.RESULTS)) {
      Path path = run.resolve(name);
      if (Files.exists(path)) {
        try (JsonLinesFile file = JsonLinesFile.open(path)) {
          file.removeFrom(step + 1);
        }
      }
    }
  }

  @Override
  public String type() {
    return "json-lines";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tracker create(Config config, Path run, BuildContext context) {
    return JsonLinesTracker.open(run);
  }
}
