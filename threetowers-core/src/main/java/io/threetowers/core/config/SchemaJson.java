package io.threetowers.core.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.stream.Stream;

/** The pieces of which a JSON Schema is made. */
final class SchemaJson {

  private SchemaJson() {}

  /** A value of one of some types. */
  static JsonObject typed(boolean nullable, String... types) {
    JsonArray names = new JsonArray();
    Stream.of(types).forEach(names::add);
    if (nullable) {
      names.add("null");
    }
    JsonObject schema = new JsonObject();
    schema.add("type", names.size() == 1 ? names.get(0) : names);
    return schema;
  }

  /** A block, or null in its place, of these settings and no others. */
  static JsonObject closed(JsonObject properties) {
    JsonObject schema = typed(true, "object");
    schema.add("properties", properties);
    schema.addProperty("additionalProperties", false);
    return schema;
  }

  /** A schema of one keyword. */
  static JsonObject object(String keyword, JsonElement value) {
    JsonObject schema = new JsonObject();
    schema.add(keyword, value);
    return schema;
  }

  /** {@code {"$ref": "#/definitions/path"}}. */
  static JsonObject reference(String path) {
    return object("$ref", new JsonPrimitive("#/definitions/" + path));
  }

  /** What one of {@code schemas} takes. */
  static JsonObject anyOf(Collection<JsonObject> schemas) {
    return schemas.size() == 1 ? schemas.iterator().next() : object("anyOf", array(schemas));
  }

  static JsonArray array(Collection<? extends JsonElement> elements) {
    JsonArray array = new JsonArray();
    elements.forEach(array::add);
    return array;
  }

  static JsonArray words(Collection<String> words) {
    JsonArray array = new JsonArray();
    words.forEach(array::add);
    return array;
  }
}
