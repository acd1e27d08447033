package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes an example's values from its members. */
final class ExampleReader {
  private final List<Field> fields;
  private final List<List<String>> slots;

  /**
   * One field.
   *
   * @param slot the member that holds it
   * @param path inside the member's JSON; empty if the value is the whole member
   */
  record Field(String name, FieldType type, int slot, List<String> path) {}

  private ExampleReader(List<Field> fields, List<List<String>> slots) {
    this.fields = List.copyOf(fields);
    this.slots = List.copyOf(slots);
  }

  static ExampleReader of(WebDatasetConfig config) {
    List<Field> fields = new ArrayList<>();
    List<List<String>> slots = new ArrayList<>();
    add(FieldType.IMAGE, config.images(), fields, slots);
    add(FieldType.TEXT, config.texts(), fields, slots);
    add(FieldType.LABEL, config.labels(), fields, slots);
    return new ExampleReader(fields, slots);
  }

  private static void add(
      FieldType type, Map<String, Member> members, List<Field> fields, List<List<String>> slots) {
    members.forEach(
        (name, member) -> {
          if (!slots.contains(member.extensions())) {
            slots.add(member.extensions());
          }
          fields.add(new Field(name, type, slots.indexOf(member.extensions()), member.path()));
        });
  }

  List<Field> fields() {
    return fields;
  }

  /** The members that an example must have: extensions of each, the preferred first. */
  List<List<String>> slots() {
    return slots;
  }

  /**
   * Reads texts and labels; images are left to whoever asks for their bytes.
   *
   * @throws IOException if a text or label is not there
   */
  Example read(String key, int example, ShardContent content) throws IOException {
    Map<String, Value> values = new HashMap<>();
    Map<Integer, JsonElement> json = new HashMap<>();
    for (Field field : fields) {
      if (field.type() == FieldType.IMAGE) {
        values.put(field.name(), content.raw(example, field.slot()));
        continue;
      }
      byte[] bytes = content.read(example, field.slot());
      List<String> texts;
      if (field.path().isEmpty()) {
        texts = List.of(new String(bytes, UTF_8).strip());
      } else {
        if (!json.containsKey(field.slot())) {
          json.put(field.slot(), parse(bytes));
        }
        texts = JsonTexts.at(json.get(field.slot()), field.path());
      }
      values.put(field.name(), value(field, texts.stream().filter(t -> !t.isBlank()).toList()));
    }
    return new Example(key, values);
  }

  private static JsonElement parse(byte[] bytes) throws IOException {
    try {
      return JsonParser.parseString(new String(bytes, UTF_8));
    } catch (JsonParseException e) {
      throw new IOException("its JSON is malformed: " + e.getMessage(), e);
    }
  }

  private static Value value(Field field, List<String> texts) throws IOException {
    if (texts.isEmpty()) {
      throw new IOException("the " + field.type() + " '" + field.name() + "' is empty");
    } else if (field.type() == FieldType.TEXT) {
      return new Value.Text(texts);
    } else if (texts.size() > 1) {
      throw new IOException("the label '%s' is a list of %d".formatted(field.name(), texts.size()));
    }
    return new Value.Label(texts.get(0));
  }
}
