package io.threetowers.core.embed;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The values of one shard for one embedding, read as they are asked for, and which of the shard's
 * rows each of them fills.
 */
final class ShardValues implements Iterable<Value> {
  /** What clip-inference calls the key of an example, and its caption. */
  static final String KEY = "image_path";

  static final String CAPTION = "caption";

  private final Cursor cursor;
  private final String field;
  private final EmbedSettings settings;
  private final KeyDigest digest = new KeyDigest();
  private final List<String> keys = new ArrayList<>();
  private final Map<String, List<String>> columns = new LinkedHashMap<>();
  private final List<String> labels = new ArrayList<>();
  private int[] examples = new int[16];
  private int[] firstRows = new int[17];
  private int values;

  /**
   * Reads nothing yet.
   *
   * @param field that the embedding is computed from
   * @param fields of the data
   */
  ShardValues(Cursor cursor, String field, Map<String, FieldType> fields, EmbedSettings settings) {
    this.cursor = cursor;
    this.field = field;
    this.settings = settings;
    columns.put(KEY, new ArrayList<>());
    settings.captions().ifPresent(captions -> columns.put(CAPTION, new ArrayList<>()));
    fields.entrySet().stream()
        .filter(entry -> entry.getValue() == FieldType.LABEL)
        .map(Map.Entry::getKey)
        .filter(label -> !columns.containsKey(label))
        .sorted()
        .forEach(labels::add);
    labels.forEach(label -> columns.put(label, new ArrayList<>()));
  }

  /** How many examples have been read. */
  int examples() {
    return keys.size();
  }

  /** Of the keys of those. */
  String keyDigest() {
    return digest.hex();
  }

  /** The key of a value's example. */
  String key(int value) {
    return keys.get(examples[value]);
  }

  /** The place of a value's example in the shard. */
  int example(int value) {
    return examples[value];
  }

  /** The first row that a value fills; of the number of values, the number of rows. */
  int firstRow(int value) {
    return firstRows[value];
  }

  /** Keys, captions and labels, by the names that clip-retrieval gives them, row by row. */
  Map<String, List<String>> columns() {
    return columns;
  }

  @Override
  public Iterator<Value> iterator() {
    return new Iterator<>() {
      private final Deque<Value> ready = new ArrayDeque<>();
      private boolean ended;

      @Override
      public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
          Example example = examples() < settings.shardSize() ? read() : null;
          ended = example == null;
          if (example != null) {
            add(example, ready);
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

  private void add(Example example, Deque<Value> ready) {
    List<String> captions = captions(example);
    int rows = Math.max(1, captions.size());
    if (settings.everyCaption() && settings.captions().stream().anyMatch(field::equals)) {
      for (String caption : captions) {
        add(new Value.Text(caption), 1, ready);
      }
    } else {
      add(value(example, field), rows, ready);
    }
    for (int row = 0; row < rows; row++) {
      columns.get(KEY).add(example.key());
      if (!captions.isEmpty()) {
        columns.get(CAPTION).add(captions.get(row));
      }
      for (String label : labels) {
        columns.get(label).add(((Value.Label) value(example, label)).name());
      }
    }
    keys.add(example.key());
    digest.add(example.key());
  }

  private void add(Value value, int rows, Deque<Value> ready) {
    if (values == examples.length) {
      examples = Arrays.copyOf(examples, 2 * values);
      firstRows = Arrays.copyOf(firstRows, 2 * values + 1);
    }
    examples[values] = keys.size();
    firstRows[values + 1] = firstRows[values] + rows;
    values++;
    ready.add(value);
  }

  private List<String> captions(Example example) {
    if (settings.captions().isEmpty()
        || !(value(example, settings.captions().get()) instanceof Value.Text text)) {
      return List.of();
    }
    return settings.everyCaption() ? text.texts() : text.texts().subList(0, 1);
  }

  private static Value value(Example example, String field) {
    Value value = example.fields().get(field);
    if (value == null) {
      throw new IllegalStateException(
          "example '%s' has no field '%s' though its data source declares it"
              .formatted(example.key(), field));
    }
    return value;
  }
}
