package io.threetowers.core.train;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A source without some of its examples.
 *
 * @param readable whether the example of a key stays
 */
record ReadableExamples(DataSource source, Predicate<String> readable) implements DataSource {

  @Override
  public Map<String, FieldType> fields() {
    return source.fields();
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Cursor open(Pass pass) {
    Cursor all = source.open(pass);
    return new Cursor() {
      @Override
      public @Nullable Example next() throws IOException {
        Example example = all.next();
        while (example != null && !readable.test(example.key())) {
          example = all.next();
        }
        return example;
      }

      @Override
      public long skipped() {
        return all.skipped();
      }

      @Override
      public void close() throws IOException {
        all.close();
      }
    };
  }
}
