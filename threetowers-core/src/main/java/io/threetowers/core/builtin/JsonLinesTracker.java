package io.threetowers.core.builtin;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link JsonLines} at work. */
final class JsonLinesTracker implements Tracker {
  static final String METRICS = "metrics.jsonl";
  static final String RESULTS = "results.jsonl";

  /** Of one file, for a disk that is full; each has a few kilobytes at most. */
  private static final int MOST_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesTracker.class);

  private final Path run;
  private final JsonLinesFile metrics;
  private final JsonLinesFile results;
  private boolean resumed;
  private boolean refused;

  JsonLinesTracker(Path run, JsonLinesFile metrics, JsonLinesFile results) {
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
    forgetFrom(step, step);
    write(metrics, new JsonLine(step).numbers(values));
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> values) {
    // A step is evaluated after it was logged: its line in the metrics stays.
    forgetFrom(step + 1, step);
    write(
        results,
        new JsonLine(step).text("evaluator", evaluator).text("data", data).numbers(values));
  }

  /** The first call shows where a resumed run goes on. */
  private void forgetFrom(long stepOfMetrics, long stepOfResults) {
    if (resumed) {
      return;
    }
    resumed = true;
    try {
      metrics.removeFrom(stepOfMetrics);
      results.removeFrom(stepOfResults);
    } catch (IOException e) {
      throw failed("the numbers of '%s' cannot be written".formatted(run), e);
    }
  }

  private void write(JsonLinesFile file, JsonLine line) {
    try {
      file.append(line);
      if (refused && metrics.waiting() + results.waiting() == 0) {
        refused = false;
        LOG.info("the numbers of '{}' are written again, those that waited first", run);
      }
    } catch (IOException e) {
      if (file.waiting() > MOST_WAITING) {
        throw failed(
            "the numbers of '%s' cannot be written, and too many wait for it".formatted(run), e);
      }
      if (!refused) {
        refused = true;
        LOG.warn(
            "the numbers of '{}' cannot be written ({}); the run goes on, and tries again with the next",
            run,
            e.getMessage());
      }
    }
  }

  private static UncheckedIOException failed(String what, IOException cause) {
    return new UncheckedIOException("%s (%s)".formatted(what, cause.getMessage()), cause);
  }

  @Override
  public void close() {
    try {
      try {
        metrics.close();
      } finally {
        results.close();
      }
    } catch (IOException e) {
      int lost = metrics.waiting() + results.waiting();
      throw failed("the last %d lines of numbers of '%s' are lost".formatted(lost, run), e);
    }
  }
}
