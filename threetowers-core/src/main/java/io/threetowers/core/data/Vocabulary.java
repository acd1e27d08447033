package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The classes of a label field. */
public final class Vocabulary {

  private Vocabulary() {}

  /**
   * The names that occur, sorted; one pass over the data, in which no image is read.
   *
   * @throws InvalidInputException if {@code field} is no label field of the data
   */
  public static List<String> of(DataSource source, String field) throws IOException {
    Examples.type(source, field, "a vocabulary", FieldType.LABEL);
    SortedSet<String> names = new TreeSet<>();
    try (Cursor cursor = source.open(Pass.inOrder())) {
      for (Example example = cursor.next(); example != null; example = cursor.next()) {
        if (Examples.value(example, field) instanceof Value.Label label) {
          names.add(label.name());
        }
      }
    }
    return List.copyOf(names);
  }
}
