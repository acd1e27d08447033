package io.threetowers.core.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.threetowers.core.plugin.ComponentRegistry;

/**
 * The JSON Schema (draft-07) of an experiment file, with which editors complete and check as people
 * type. It is made from the records that the file is read into.
 *
 * <p>An editor sees one file, whose other half may stand in a file that it extends or that extends
 * it. So nothing is required, every setting may be null, and a block without {@code type} may have
 * the settings of any component of its kind. Only the items of a list are whole, since lists are
 * not merged. What the reader takes, the schema takes; it cannot know what follows from several
 * values, other files or data.
 */
public final class JsonSchema {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonSchema() {}

  /**
   * The schema of files that are read into {@code type}: the same text for the same components.
   *
   * @param registry what {@code type:} can name
   * @throws IllegalArgumentException if a record cannot be configured
   */
  public static String of(Class<? extends Record> type, ComponentRegistry registry) {
    SchemaDefinitions definitions = new SchemaDefinitions(registry);
    JsonObject block = definitions.block(RecordSchema.of(type));
    JsonObject root = new JsonObject();
    // The draft's name; editors know it and ask nobody for it.
    root.addProperty("$schema", "http://json-schema.org/draft-07/schema#");
    root.addProperty("$comment", "Written by 'threetowers schema' for the plugins of that moment.");
    block.entrySet().forEach(entry -> root.add(entry.getKey(), entry.getValue()));
    root.getAsJsonObject("properties").add(ExtendsReader.EXTENDS, parent());
    root.add("definitions", definitions.all());
    return GSON.toJson(root);
  }

  private static JsonObject parent() {
    JsonObject parent = SimpleSchema.text(true);
    parent.addProperty(
        "description",
        "The file whose settings hold where this one says nothing; relative to this file.\n\n"
            + "Blocks merge, lists replace, null removes, another type replaces the whole block.");
    return parent;
  }
}
