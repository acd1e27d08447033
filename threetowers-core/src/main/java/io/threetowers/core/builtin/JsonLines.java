package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.api.config.Doc;
import java.nio.file.Path;

/**
 * Writes {@code metrics.jsonl} and {@code results.jsonl} into the run's folder, one object a line.
 *
 * <p>A resumed run repeats steps that it had logged before it was stopped; the first line that it
 * writes takes the place of those of the same and of later steps. So the files hold what an
 * unbroken run would have written.
 */
public final class JsonLines implements TrackerFactory<JsonLines.Config> {

  @Doc("the run's numbers as JSON lines: metrics.jsonl and results.jsonl")
  public record Config() {}

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
