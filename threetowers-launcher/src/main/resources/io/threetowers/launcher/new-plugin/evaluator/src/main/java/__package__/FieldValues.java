package ${package};

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** One field of every example, in the order of the files, read as it is asked for. One pass. */
final class FieldValues implements Iterable<Value>, AutoCloseable {
  private final Cursor cursor;
  private final String field;

  FieldValues(DataSource data, String field) {
    this.cursor = data.open(Pass.inOrder());
    this.field = field;
  }

  @Override
  public Iterator<Value> iterator() {
    return new Iterator<>() {
      private @Nullable Example ready = read();

      @Override
      public boolean hasNext() {
        return ready != null;
      }

      @Override
      public Value next() {
        if (ready == null) {
          throw new NoSuchElementException();
        }
        Value value = ready.fields().get(field);
        ready = read();
        return value;
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
