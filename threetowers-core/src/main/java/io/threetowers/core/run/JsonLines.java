package io.threetowers.core.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the JSON of a run folder: objects that are a file, or a line of one. */
final class JsonLines {

  private JsonLines() {}

  /**
   * Every whole object, in the file's order; none if there is no file.
   *
   * <p>A line that is cut short is what {@code kill -9} leaves; it is passed over, also in the
   * middle of the file, where a resumed run leaves it.
   */
  static List<JsonObject> read(Path file) throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        parse(line).ifPresent(objects::add);
      }
    }
    return objects;
  }

  private static Optional<JsonObject> parse(String line) {
    try {
      JsonElement element = JsonParser.parseString(line);
      return element.isJsonObject() ? Optional.of(element.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /**
   * A file of one object: mappings, lists, and scalars as text; empty if there is no whole object.
   */
  static Map<String, Object> tree(Path file) throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (Files.exists(file)) {
      parse(Files.readString(file)).ifPresent(object -> tree.putAll(tree(object)));
    }
    return tree;
  }

  private static Map<String, Object> tree(JsonObject object) {
    Map<String, Object> tree = new LinkedHashMap<>();
    object.entrySet().forEach(member -> tree.put(member.getKey(), value(member.getValue())));
    return tree;
  }

  private static Object value(JsonElement element) {
    if (element.isJsonObject()) {
      return tree(element.getAsJsonObject());
    } else if (element.isJsonArray()) {
      return element.getAsJsonArray().asList().stream().map(JsonLines::value).toList();
    }
    return element.isJsonNull() ? "" : element.getAsString();
  }

  /**
   * The finite numbers among an object's members, those of a nested {@code metrics} object
   * included, by name.
   */
  static Map<String, Double> numbers(JsonObject object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      JsonElement value = member.getValue();
      if (member.getKey().equals("metrics") && value.isJsonObject()) {
        numbers.putAll(numbers(value.getAsJsonObject()));
      } else if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
        double number = value.getAsDouble();
        if (Double.isFinite(number)) {
          numbers.put(member.getKey(), number);
        }
      }
    }
    return numbers;
  }

  /** A member's text, or {@code otherwise}. */
  static String text(JsonObject object, String member, String otherwise) {
    JsonElement value = object.get(member);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : otherwise;
  }
}
