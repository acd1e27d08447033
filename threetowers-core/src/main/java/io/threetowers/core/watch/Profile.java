package io.threetowers.core.watch;

import io.threetowers.core.script.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records chosen steps with the engine's profiler and writes them as one trace, which Perfetto and
 * chrome://tracing open: the stages of the loop in one row, what they asked of the engine below.
 */
public final class Profile implements AutoCloseable {
  private final StepRange range;
  private final Path folder;
  private final Map<Long, Stopwatch> steps = new LinkedHashMap<>();
  private boolean recording;
  private long began;

  /**
   * Records nothing yet.
   *
   * @param folder where the trace goes; made if it is missing
   */
  public Profile(StepRange range, Path folder) {
    this.range = range;
    this.folder = folder;
  }

  /** Whether a step is recorded; it is slower than others then. */
  public boolean covers(long step) {
    return range.contains(step);
  }

  /** Whether nothing is left to record after so many steps. */
  public boolean endsWith(long done) {
    return done >= range.last();
  }

  /** Before a step begins. */
  public void before(long step) {
    if (covers(step) && !recording) {
      Profiler.start();
      began = System.nanoTime();
      recording = true;
    }
  }

  /**
   * After a step.
   *
   * @return the trace, if it is whole now
   */
  public Optional<Path> after(long step, Stopwatch laps) throws IOException {
    if (recording) {
      steps.put(step, laps);
    }
    return recording && step == range.last() ? Optional.of(write()) : Optional.empty();
  }

  private Path write() throws IOException {
    recording = false;
    Files.createDirectories(folder);
    Path raw = Files.createTempFile(folder, "engine-", ".json");
    Path trace = folder.resolve("steps_" + range + ".json");
    try {
      Profiler.stop(raw);
      TraceFile.write(raw, began, steps, trace);
    } finally {
      Files.deleteIfExists(raw);
    }
    return trace;
  }

  /** Writes what was recorded of a range that the run did not reach the end of. */
  @Override
  public void close() throws IOException {
    if (recording) {
      write();
    }
  }
}
