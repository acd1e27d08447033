package io.threetowers.core.builtin;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values out of the examples of a source, in the order of its files, read as they are asked for.
 * One pass.
 */
final class ExampleValues implements Iterable<Value>, AutoCloseable {
  private final Cursor cursor;
  private final Function<Example, List<? extends Value>> values;

  /**
   * Opens a pass.
   *
   * @param values what is taken from an example
   */
  ExampleValues(DataSource data, Function<Example, List<? extends Value>> values) {
    this.cursor = data.open(Pass.inOrder());
    this.values = values;
  }

  /**
   * Checks a field before the first pass.
   *
   * @param evaluator that reads it, as the experiment file names it
   * @throws InvalidInputException if the data has no such field, or one of another type
   */
  static void requireField(
      DataSource data, String field, Optional<FieldType> type, String evaluator) {
    FieldType found = data.fields().get(field);
    if (found == null) {
      throw new InvalidInputException(
          "evaluator '%s' reads the field '%s', which its data does not have%s"
              .formatted(evaluator, field, Suggestions.hint(field, data.fields().keySet())));
    }
    if (type.isPresent() && found != type.get()) {
      throw new InvalidInputException(
          "evaluator '%s' reads the field '%s' as %s, but in its data it is %s"
              .formatted(evaluator, field, type.get(), found));
    }
  }

  @Override
  public Iterator<Value> iterator() {
    return new Iterator<>() {
      private final Deque<Value> ready = new ArrayDeque<>();
      private boolean ended;

      @Override
      public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
          Example example = read();
          ended = example == null;
          if (example != null) {
            ready.addAll(values.apply(example));
          }
        }
        return !ready.isEmpty();
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.remove();
      }
    };
  }

  private @Nullable Example read() {
    try {
      return cursor.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      cursor.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
