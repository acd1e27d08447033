package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;

/** Fields by name, with messages for those that are not there. */
final class Examples {

  private Examples() {}

  /** The value of a field that the source has declared. */
  static Value value(Example example, String field) {
    Value value = example.fields().get(field);
    if (value == null) {
      throw new IllegalStateException(
          "example '%s' has no field '%s' though its data source declares it"
              .formatted(example.key(), field));
    }
    return value;
  }

  /** The type of a field; any of {@code allowed}, or of all if there are none. */
  static FieldType type(DataSource source, String field, String reader, FieldType... allowed) {
    FieldType type = source.fields().get(field);
    if (type == null) {
      throw new InvalidInputException(
          "%s reads the field '%s', which the data do not have; they have: %s"
              .formatted(reader, field, new TreeMap<>(source.fields()).keySet()));
    }
    Set<FieldType> wanted = EnumSet.noneOf(FieldType.class);
    wanted.addAll(Set.of(allowed));
    if (!wanted.isEmpty() && !wanted.contains(type)) {
      throw new InvalidInputException(
          "%s reads the field '%s' of type %s, but needs one of type %s"
              .formatted(reader, field, type, wanted));
    }
    return type;
  }
}
