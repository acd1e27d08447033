package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads sources whole. */
final class Read {

  private Read() {}

  static List<Example> all(DataSource source, Pass pass) throws IOException {
    List<Example> examples = new ArrayList<>();
    try (Cursor cursor = source.open(pass)) {
      for (Example example = cursor.next(); example != null; example = cursor.next()) {
        examples.add(example);
      }
      cursor.close();
    }
    return examples;
  }

  static List<String> keys(DataSource source, Pass pass) throws IOException {
    return all(source, pass).stream().map(Example::key).toList();
  }

  static String bytes(Example example, String field) throws IOException {
    return new String(((Value.Raw) example.fields().get(field)).bytes(), UTF_8);
  }

  static List<String> texts(Example example, String field) {
    return ((Value.Text) example.fields().get(field)).texts();
  }

  static String label(Example example, String field) {
    return ((Value.Label) example.fields().get(field)).name();
  }
}
