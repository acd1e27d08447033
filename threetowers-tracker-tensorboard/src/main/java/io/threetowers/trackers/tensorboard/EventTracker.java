package io.threetowers.trackers.tensorboard;

import io.threetowers.api.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link TensorBoard} at work; the file is made with the first number. Numbers that cannot be
 * written are left out: they are in {@code metrics.jsonl}, and no reason to stop a run.
 */
final class EventTracker implements Tracker {

  /** Makes a file of events. */
  interface Opening {
    EventFile open(Path path) throws IOException;
  }

  private final EventFolder folder;
  private final Opening opening;
  private final LongSupplier millis;
  private final Consumer<String> warnings;
  private Map<String, String> settings = Map.of();
  private @Nullable EventFile file;
  private boolean warned;

  /**
   * Opens nothing yet.
   *
   * @param millis the time since 1970
   * @param warnings told once if something cannot be written
   */
  EventTracker(
      EventFolder folder, Opening opening, LongSupplier millis, Consumer<String> warnings) {
    this.folder = folder;
    this.opening = opening;
    this.millis = millis;
    this.warnings = warnings;
  }

  @Override
  public void settings(Map<String, String> told) {
    settings = new LinkedHashMap<>(told);
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
      if (!warned) {
        warned = true;
        warnings.accept(
            "the numbers of '%s' cannot be written (%s); training goes on, and metrics.jsonl and results.jsonl have them all"
                .formatted(folder.path(), e.getMessage()));
      }
    }
  }

  /** A file in which not even the first event has room is none. */
  private EventFile open(long repeats) throws IOException {
    Path path = folder.next(millis.getAsLong() / 1000);
    EventFile opened = opening.open(path);
    try {
      opened.append(Event.version(seconds()));
      if (folder.last().isPresent()) {
        opened.append(Event.restart(seconds(), repeats));
      }
      if (!settings.isEmpty()) {
        long from = folder.last().isPresent() ? repeats : 0;
        opened.append(Event.text(seconds(), from, "settings", table(settings)));
      }
    } catch (IOException e) {
      opened.close();
      Files.delete(path);
      throw e;
    }
    file = opened;
    return opened;
  }

  /** What would end a cell or a line of Markdown is written as HTML writes it. */
  private static String table(Map<String, String> settings) {
    StringBuilder table = new StringBuilder("| setting | value |\n| --- | --- |\n");
    settings.forEach(
        (setting, value) ->
            table
                .append("| ")
                .append(plain(setting))
                .append(" | ")
                .append(plain(value))
                .append(" |\n"));
    return table.toString();
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            letter -> {
              if ("|\\`*_{}[]<>&~\n\r".indexOf(letter) >= 0) {
                plain.append("&#").append(letter).append(';');
              } else {
                plain.appendCodePoint(letter);
              }
            });
    return plain.toString();
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
