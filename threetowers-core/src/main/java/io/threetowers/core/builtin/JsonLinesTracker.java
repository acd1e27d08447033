package io.threetowers.core.builtin;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** {@link JsonLines} at work. */
final class JsonLinesTracker implements Tracker {
  static final String METRICS = "metrics.jsonl";
  static final String RESULTS = "results.jsonl";

  private final Path run;
  private final JsonLinesFile metrics;
  private final JsonLinesFile results;
  private boolean resumed;

  private JsonLinesTracker(Path run, JsonLinesFile metrics, JsonLinesFile results) {
    this.run = run;
    this.metrics = metrics;
    this.results = results;
  }

  static JsonLinesTracker open(Path run) {
    try {
      JsonLinesFile metrics = JsonLinesFile.open(run.resolve(METRICS));
      return new JsonLinesTracker(run, metrics, JsonLinesFile.open(run.resolve(RESULTS)));
    } catch (IOException e) {
      throw new InvalidInputException(
          "'%s' cannot be written (%s)".formatted(run, e.getMessage()), e);
    }
  }

  @Override
  public void step(long step, Map<String, Double> values) {
    write(
        () -> {
          forgetFrom(step, step);
          metrics.append(new JsonLine(step).numbers(values));
        });
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> values) {
    write(
        () -> {
          // A step is evaluated after it was logged: its line in the metrics stays.
          forgetFrom(step + 1, step);
          results.append(
              new JsonLine(step).text("evaluator", evaluator).text("data", data).numbers(values));
        });
  }

  /** The first call shows where a resumed run goes on. */
  private void forgetFrom(long stepOfMetrics, long stepOfResults) throws IOException {
    if (!resumed) {
      resumed = true;
      metrics.removeFrom(stepOfMetrics);
      results.removeFrom(stepOfResults);
    }
  }

  /** A change of the files. */
  private interface Change {
    void make() throws IOException;
  }

  private void write(Change change) {
    try {
      change.make();
    } catch (IOException e) {
      String reason = "the numbers of '%s' cannot be written (%s)".formatted(run, e.getMessage());
      throw new UncheckedIOException(reason, e);
    }
  }

  @Override
  public void close() {
    write(metrics::close);
    write(results::close);
  }
}
