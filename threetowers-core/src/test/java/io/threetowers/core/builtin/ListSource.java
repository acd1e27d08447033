package io.threetowers.core.builtin;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Examples in memory, in their order. */
record ListSource(Map<String, FieldType> fields, List<Example> examples) implements DataSource {

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public Cursor open(Pass pass) {
    Iterator<Example> left = examples.iterator();
    return new Cursor() {
      @Override
      public @Nullable Example next() {
        return left.hasNext() ? left.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
