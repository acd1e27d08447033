package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Examples in memory. */
record ListSource(List<Example> examples, Map<String, FieldType> fields) implements DataSource {
  static final Map<String, FieldType> FIELDS =
      Map.of("image", FieldType.IMAGE, "text", FieldType.TEXT, "concept", FieldType.LABEL);

  ListSource(List<Example> examples) {
    this(examples, FIELDS);
  }

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public Cursor open(Pass pass) {
    List<Example> order = new ArrayList<>(examples);
    if (pass.shuffled()) {
      Collections.shuffle(order, new Random(31 * pass.seed() + pass.epoch()));
    }
    Iterator<Example> iterator = order.iterator();
    return new Cursor() {
      @Override
      public @Nullable Example next() {
        return iterator.hasNext() ? iterator.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
