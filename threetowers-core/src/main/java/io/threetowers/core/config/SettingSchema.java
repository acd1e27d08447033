package io.threetowers.core.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.threetowers.core.config.SettingType.Block;
import io.threetowers.core.config.SettingType.Chosen;
import io.threetowers.core.config.SettingType.Items;
import io.threetowers.core.config.SettingType.Maybe;
import io.threetowers.core.config.SettingType.Named;
import io.threetowers.core.config.SettingType.Simple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an editor is told of one setting. */
record SettingSchema(SchemaDefinitions definitions) {

  /** Its meaning, its values and its default; null leaves it out. */
  JsonObject of(Setting setting) {
    JsonObject schema = new JsonObject();
    schema.addProperty("description", description(setting));
    value(setting.type(), setting.limits(), true)
        .entrySet()
        .forEach(entry -> schema.add(entry.getKey(), entry.getValue()));
    defaultValue(setting).ifPresent(value -> schema.add("default", value));
    return schema;
  }

  /** {@code meaning}, and below it {@code A whole number, at least 1. Default: 12.} */
  private static String description(Setting setting) {
    if (setting.type() instanceof Block && !setting.doc().isEmpty()) {
      return setting.doc();
    }
    String type = TypeWords.one(setting.type());
    String limits = setting.limits().words();
    String facts =
        type.substring(0, 1).toUpperCase(Locale.ROOT)
            + type.substring(1)
            + (limits.isEmpty() ? "" : ", " + limits)
            + ". "
            + setting.defaultText().map(text -> "Default: " + text).orElse(without(setting));
    return setting.doc().isEmpty() ? facts : setting.doc() + "\n\n" + facts;
  }

  private static String without(Setting setting) {
    return setting.type() instanceof Maybe ? "Optional" : "Required";
  }

  /** Left out where an editor would write a block that says nothing. */
  private static Optional<JsonElement> defaultValue(Setting setting) {
    return setting
        .defaultText()
        .map(text -> YamlReader.at(Source.DEFAULT, Path.of(""), new ArrayList<>()).read(text))
        .filter(tree -> !(tree instanceof ConfigTree.Mapping))
        .map(TreeJson::of);
  }

  private JsonObject value(SettingType type, Limits limits, boolean nullable) {
    if (type instanceof Maybe maybe) {
      return value(maybe.value(), limits, nullable);
    } else if (type instanceof Simple simple) {
      return SimpleSchema.of(simple, limits, nullable);
    } else if (type instanceof Items list) {
      JsonObject schema = SchemaJson.typed(nullable, "array");
      schema.add("items", value(list.item(), limits, false));
      return schema;
    } else if (type instanceof Named named) {
      JsonObject schema = SchemaJson.typed(nullable, "object");
      schema.add("additionalProperties", value(named.value(), limits, true));
      return schema;
    } else if (type instanceof Chosen chosen) {
      return block(definitions.reference(chosen.kind()), List.of(PartResolver.TYPE), nullable);
    }
    RecordSchema record = RecordSchema.of(((Block) type).type());
    JsonObject block = block(definitions.reference(record.type()), required(record), nullable);
    return record
        .shorthand()
        .map(meant -> List.of(block, value(meant.type(), meant.limits(), false)))
        .map(SchemaJson::anyOf)
        .orElse(block);
  }

  /**
   * Wrapped, since draft-07 does not read what stands beside a reference.
   *
   * @param required settings of a block that no other file completes
   */
  private static JsonObject block(JsonObject reference, List<String> required, boolean nullable) {
    JsonArray all = new JsonArray();
    all.add(reference);
    if (!nullable) {
      all.add(SchemaJson.object("required", SchemaJson.words(required)));
    }
    JsonObject schema = SchemaJson.typed(nullable, "object");
    schema.add("allOf", all);
    return schema;
  }

  private static List<String> required(RecordSchema record) {
    if (!record.presets().isEmpty()) {
      return List.of();
    }
    return record.settings().stream()
        .filter(setting -> setting.defaultText().isEmpty())
        .filter(setting -> !(setting.type() instanceof Maybe))
        .map(setting -> setting.inline() ? PartResolver.TYPE : setting.name())
        .toList();
  }
}
