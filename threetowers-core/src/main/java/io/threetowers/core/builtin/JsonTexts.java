package io.threetowers.core.builtin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.threetowers.api.config.Suggestions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Texts inside JSON. */
final class JsonTexts {

  private JsonTexts() {}

  /**
   * The string, number or boolean at {@code path}, or each of a list of them.
   *
   * @throws IOException if there is nothing of the kind
   */
  static List<String> at(JsonElement root, List<String> path) throws IOException {
    JsonElement element = root;
    for (String name : path) {
      if (!(element instanceof JsonObject object) || !object.has(name)) {
        throw new IOException(
            "its JSON has no '%s'%s"
                .formatted(
                    name,
                    element instanceof JsonObject object
                        ? Suggestions.hint(name, object.keySet())
                        : "; '" + element + "' has no names"));
      }
      element = object.get(name);
    }
    List<String> texts = new ArrayList<>();
    if (element.isJsonArray()) {
      for (JsonElement one : element.getAsJsonArray()) {
        texts.add(text(one, path));
      }
    } else if (!element.isJsonNull()) {
      texts.add(text(element, path));
    }
    return texts;
  }

  private static String text(JsonElement element, List<String> path) throws IOException {
    if (!element.isJsonPrimitive()) {
      throw new IOException(
          "its JSON has '%s' at '%s' where a text belongs"
              .formatted(element, String.join(".", path)));
    }
    return element.getAsString().strip();
  }
}
