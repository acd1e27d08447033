package io.threetowers.testkit;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Some of the fields of a source, and a count of the passes that are open. */
record WatchedSource(DataSource source, Set<String> visible, AtomicInteger open)
    implements DataSource {

  WatchedSource(DataSource source, Set<String> visible) {
    this(source, visible, new AtomicInteger());
  }

  @Override
  public Map<String, FieldType> fields() {
    return only(source.fields());
  }

  private <V> Map<String, V> only(Map<String, V> all) {
    Map<String, V> some = new HashMap<>(all);
    some.keySet().retainAll(visible);
    return some;
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Cursor open(Pass pass) {
    Cursor cursor = source.open(pass);
    open.incrementAndGet();
    return new Cursor() {
      private boolean closed;

      @Override
      public @Nullable Example next() throws IOException {
        Example example = cursor.next();
        return example == null ? null : new Example(example.key(), only(example.fields()));
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          open.decrementAndGet();
        }
        cursor.close();
      }
    };
  }
}
