package io.threetowers.trackers.tensorboard;

import io.threetowers.api.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@link TensorBoard} at work; the file is made with the first number. */
final class EventTracker implements Tracker {
  private final EventFolder folder;
  private final LongSupplier millis;
  private @Nullable EventFile file;

  /**
   * Opens nothing yet.
   *
   * @param millis the time since 1970
   */
  EventTracker(EventFolder folder, LongSupplier millis) {
    this.folder = folder;
    this.millis = millis;
  }

  @Override
  public void step(long step, Map<String, Double> metrics) {
    write(step, step, metrics);
  }

  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {
    Map<String, Double> named = new LinkedHashMap<>();
    metrics.forEach((metric, value) -> named.put(data + "/" + evaluator + "/" + metric, value));
    // A step is evaluated after it was logged: what was logged of it stays.
    write(step, step + 1, named);
  }

  /**
   * Appends one event.
   *
   * @param repeats the first step that comes again if a run goes on with this one
   */
  private void write(long step, long repeats, Map<String, Double> values) {
    try {
      EventFile open = file == null ? open(repeats) : file;
      if (!values.isEmpty()) {
        open.append(Event.scalars(seconds(), step, values));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the numbers of '%s' cannot be written (%s)".formatted(folder.path(), e.getMessage()), e);
    }
  }

  private EventFile open(long repeats) throws IOException {
    EventFile opened = EventFile.create(folder.next(millis.getAsLong() / 1000));
    file = opened;
    opened.append(Event.version(seconds()));
    if (folder.last().isPresent()) {
      opened.append(Event.restart(seconds(), repeats));
    }
    return opened;
  }

  private double seconds() {
    return millis.getAsLong() / 1000.0;
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "'%s' cannot be closed (%s)".formatted(folder.path(), e.getMessage()), e);
    }
  }
}
