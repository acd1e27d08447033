package io.threetowers.core.config;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.api.Part;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.SettingType.Chosen;
import io.threetowers.core.config.SettingType.Maybe;
import io.threetowers.core.plugin.ComponentRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Components as their presets make them, without an experiment file. */
public final class PresetParts {

  /**
   * A component with the settings of a preset.
   *
   * @param preset its name; empty for a component that needs no settings
   * @param doc the preset's sentence
   * @param open nested parts that the preset leaves to the file, here filled with some component
   */
  public record Made(Part<?> part, String preset, String doc, List<String> open) {}

  private final ComponentRegistry registry;
  private final Map<Class<? extends Record>, RecordSchema> schemas = new HashMap<>();

  private PresetParts(ComponentRegistry registry) {
    this.registry = registry;
  }

  /** All of a kind, but those whose settings a file must complete. */
  public static List<Made> of(Kind kind, ComponentRegistry registry) {
    return new PresetParts(registry).all(kind);
  }

  private List<Made> all(Kind kind) {
    List<Made> all = new ArrayList<>();
    for (String type : registry.types(kind)) {
      Component<?, ?> component = registry.find(kind, type).orElseThrow();
      RecordSchema schema = schema(component);
      make(component, schema, "", "").ifPresent(all::add);
      schema
          .presets()
          .presets()
          .values()
          .forEach(
              preset -> make(component, schema, preset.name(), preset.doc()).ifPresent(all::add));
    }
    return all;
  }

  private Optional<Made> make(
      Component<?, ?> component, RecordSchema schema, String preset, String doc) {
    Map<String, Entry> lines = new LinkedHashMap<>();
    if (!preset.isEmpty()) {
      lines.put(PresetTable.KEY, line(preset));
    }
    List<String> open = new ArrayList<>();
    for (Setting setting : schema.settings()) {
      boolean set = !preset.isEmpty() && schema.presets().settings(preset).contains(setting.name());
      if (setting.type() instanceof Chosen part && !set && setting.defaultText().isEmpty()) {
        Optional<String> modest = modest(part.kind());
        if (modest.isPresent()) {
          open.add(setting.name());
          Mapping block =
              new Mapping(Source.DEFAULT, Map.of(PartResolver.TYPE, line(modest.get())));
          lines.put(setting.name(), new Entry(Source.DEFAULT, block));
        }
      }
    }
    List<Problem> problems = new ArrayList<>();
    return new RecordBinder(registry, problems, schemas)
        .bind(component.config(), new Mapping(Source.DEFAULT, lines))
        .map(config -> new Made(new Part<>(component, (Record) config.value()), preset, doc, open));
  }

  private static Entry line(String text) {
    return new Entry(Source.DEFAULT, new Scalar(Source.DEFAULT, text, false, Path.of("")));
  }

  /** The first type that needs no settings. */
  private Optional<String> modest(Kind kind) {
    return registry.types(kind).stream()
        .filter(
            type ->
                schema(registry.find(kind, type).orElseThrow()).settings().stream()
                    .allMatch(
                        setting ->
                            setting.defaultText().isPresent() || setting.type() instanceof Maybe))
        .findFirst();
  }

  private RecordSchema schema(Component<?, ?> component) {
    return schemas.computeIfAbsent(component.config(), RecordSchema::of);
  }
}
