package io.threetowers.core.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.api.config.Doc;
import io.threetowers.core.config.SettingType.Chosen;
import io.threetowers.core.plugin.ComponentRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The blocks of a schema, each written once, under the name by which others refer to it. */
final class SchemaDefinitions {
  private final ComponentRegistry registry;
  private final SettingSchema settings = new SettingSchema(this);
  private final Map<String, JsonObject> definitions = new LinkedHashMap<>();
  private final Map<Object, String> names = new HashMap<>();

  SchemaDefinitions(ComponentRegistry registry) {
    this.registry = registry;
  }

  /** Those that were referred to, sorted. */
  JsonObject all() {
    JsonObject all = new JsonObject();
    definitions.keySet().stream().sorted().forEach(name -> all.add(name, definitions.get(name)));
    return all;
  }

  /** A reference to the block of a record. */
  JsonObject reference(Class<? extends Record> type) {
    RecordSchema schema = RecordSchema.of(type);
    return reference(
        type,
        Setting.kebab(type.getSimpleName()),
        name ->
            schema
                .inline()
                .map(part -> part(name, ((Chosen) part.type()).kind(), schema))
                .orElseGet(() -> block(schema)));
  }

  /** A reference to a block in which {@code type:} chooses a component. */
  JsonObject reference(Kind kind) {
    RecordSchema alone = new RecordSchema(Record.class, List.of(), new PresetTable(Map.of()));
    return reference(kind, kind.label(), name -> part(name, kind, alone));
  }

  /** The block of a record in which no component is chosen. */
  JsonObject block(RecordSchema schema) {
    JsonObject properties = new JsonObject();
    preset(schema).ifPresent(preset -> properties.add(PresetTable.KEY, preset));
    schema.settings().forEach(setting -> properties.add(setting.name(), settings.of(setting)));
    JsonObject block = SchemaJson.closed(properties);
    doc(schema.type()).ifPresent(doc -> block.addProperty("description", doc));
    return block;
  }

  /** Named before it is made, since a record may hold itself. */
  private JsonObject reference(Object key, String wanted, Function<String, JsonObject> definition) {
    if (!names.containsKey(key)) {
      String name = wanted;
      for (int i = 2; names.containsValue(name); i++) {
        name = wanted + "-" + i;
      }
      names.put(key, name);
      definitions.put(name, definition.apply(name));
    }
    return SchemaJson.reference(names.get(key));
  }

  /**
   * What the host sets, the types that there are, and for each of them its own settings.
   *
   * @param host the record around the component, without settings if there is none
   */
  private JsonObject part(String name, Kind kind, RecordSchema host) {
    List<Component<?, ?>> components = new ArrayList<>();
    registry.types(kind).forEach(type -> registry.find(kind, type).ifPresent(components::add));
    JsonObject properties = new JsonObject();
    properties.add(PartResolver.TYPE, type(kind, components));
    for (Setting setting : host.settings()) {
      if (!setting.inline()) {
        properties.add(setting.name(), settings.of(setting));
      }
    }
    JsonArray cases = new JsonArray();
    for (Component<?, ?> component : components) {
      String own = name + "." + component.type();
      definitions.put(own, component(kind, component, properties.keySet()));
      cases.add(when(is(component.type()), own));
    }
    String any = name + ".any";
    definitions.put(any, any(name, components, properties.keySet()));
    cases.add(when(isLeftOut(), any));
    JsonObject part = SchemaJson.typed(true, "object");
    part.add("properties", properties);
    part.add("allOf", cases);
    return part;
  }

  private static JsonObject type(Kind kind, List<Component<?, ?>> components) {
    StringBuilder text = new StringBuilder("Which " + kind.label() + ".");
    for (Component<?, ?> component : components) {
      String meaning = doc(component.config()).map(doc -> ": " + doc).orElse("");
      text.append("\n\n").append(component.type()).append(meaning);
    }
    JsonObject schema = new JsonObject();
    schema.addProperty("description", text.toString());
    JsonObject words =
        SimpleSchema.oneOf(components.stream().<String>map(Component::type).toList(), true);
    schema.add("enum", words.get("enum"));
    return schema;
  }

  private static Optional<JsonObject> preset(RecordSchema schema) {
    PresetTable presets = schema.presets();
    if (presets.isEmpty()) {
      return Optional.empty();
    }
    JsonObject preset = new JsonObject();
    preset.addProperty(
        "description", "Settings by name, below those of the block.\n\n" + presets.lines("", ""));
    JsonObject words = SimpleSchema.oneOf(List.copyOf(presets.names()), true);
    preset.add("enum", words.get("enum"));
    return Optional.of(preset);
  }

  private static Optional<String> doc(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(Doc.class)).map(Doc::value);
  }

  private static JsonObject is(String type) {
    JsonObject condition = typeIs(SimpleSchema.oneOf(List.of(type), false));
    condition.add("required", SchemaJson.words(List.of(PartResolver.TYPE)));
    return condition;
  }

  private static JsonObject isLeftOut() {
    return typeIs(SchemaJson.object("type", new JsonPrimitive("null")));
  }

  private static JsonObject typeIs(JsonObject value) {
    return SchemaJson.object("properties", SchemaJson.object(PartResolver.TYPE, value));
  }

  private static JsonObject when(JsonObject condition, String name) {
    JsonObject schema = SchemaJson.object("if", condition);
    schema.add("then", SchemaJson.reference(name));
    return schema;
  }

  /**
   * All that can stand in the block of one component.
   *
   * @param shared settings that the block's own schema describes
   */
  private JsonObject component(Kind kind, Component<?, ?> component, Set<String> shared) {
    JsonObject properties = allowed(shared);
    RecordSchema own = RecordSchema.of(component.config());
    preset(own).ifPresent(preset -> properties.add(PresetTable.KEY, preset));
    for (Setting setting : own.settings()) {
      if (!shared.contains(setting.name())) {
        properties.add(setting.name(), settings.of(setting));
      }
    }
    JsonObject schema = SchemaJson.closed(properties);
    schema.addProperty("title", kind.label() + " " + component.type());
    doc(component.config()).ifPresent(doc -> schema.addProperty("description", doc));
    return schema;
  }

  /** All that can stand in a block whose type another file says. */
  private JsonObject any(String name, List<Component<?, ?>> components, Set<String> shared) {
    Map<String, Map<JsonElement, JsonObject>> alternatives = new LinkedHashMap<>();
    for (Component<?, ?> component : components) {
      String own = name + "." + component.type();
      JsonObject properties = definitions.get(own).getAsJsonObject("properties");
      for (String setting : properties.keySet()) {
        alternatives
            .computeIfAbsent(setting, s -> new LinkedHashMap<>())
            .putIfAbsent(
                properties.get(setting), SchemaJson.reference(own + "/properties/" + setting));
      }
    }
    JsonObject properties = allowed(shared);
    alternatives.forEach(
        (setting, schemas) -> {
          if (!shared.contains(setting)) {
            properties.add(setting, SchemaJson.anyOf(schemas.values()));
          }
        });
    return SchemaJson.closed(properties);
  }

  private static JsonObject allowed(Set<String> names) {
    JsonObject properties = new JsonObject();
    names.forEach(name -> properties.addProperty(name, true));
    return properties;
  }
}
