package io.threetowers.core.config;

import io.threetowers.api.config.Presets;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The named settings that a record comes with.
 *
 * @param presets by name, in the order of the resource; none for most records
 */
public record PresetTable(Map<String, Preset> presets) {
  /** The setting that names a preset. */
  static final String KEY = "preset";

  static final String DOC = "doc";

  /**
   * One of them.
   *
   * @param doc a sentence about it
   * @param settings what it stands for
   */
  record Preset(String name, String doc, Mapping settings) {}

  public PresetTable {
    presets = Collections.unmodifiableMap(new LinkedHashMap<>(presets));
  }

  /**
   * Reads the resource that a record's annotation names.
   *
   * @throws IllegalArgumentException if there is none, or it is no table of presets
   */
  public static PresetTable of(Class<? extends Record> type) {
    Presets named = type.getAnnotation(Presets.class);
    if (named == null) {
      return new PresetTable(Map.of());
    }
    String where = "the presets '%s' of %s".formatted(named.value(), type.getName());
    List<Problem> problems = new ArrayList<>();
    ConfigTree tree;
    try {
      tree =
          new YamlReader(
                  mark -> new Source(where, mark.getLine() + 1, mark.getColumn() + 1),
                  Path.of("").toAbsolutePath(),
                  problems)
              .read(text(type, named.value(), where));
    } catch (InvalidConfigException e) {
      problems.addAll(e.problems());
      tree = new Scalar(Source.DEFAULT, "", true, Path.of(""));
    }
    Map<String, Preset> presets = new LinkedHashMap<>();
    if (problems.isEmpty() && tree instanceof Mapping table) {
      table
          .entries()
          .forEach((name, entry) -> presets.put(name, preset(name, entry.value(), where)));
    }
    if (presets.isEmpty()) {
      throw new IllegalArgumentException(
          problems.isEmpty() ? where + " are no blocks of settings" : problems.get(0).toString());
    }
    return new PresetTable(presets);
  }

  private static String text(Class<?> type, String resource, String where) {
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(where + " are missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Preset preset(String name, ConfigTree tree, String where) {
    if (!(tree instanceof Mapping block)
        || !(block.get(DOC).orElse(null) instanceof Scalar doc)
        || doc.text().isBlank()) {
      throw new IllegalArgumentException(
          where + " lack a block with 'doc: …' under '" + name + "'");
    }
    Map<String, Entry> settings = new LinkedHashMap<>(block.entries());
    settings.remove(DOC);
    Source source = Source.preset(name);
    return new Preset(name, doc.text(), (Mapping) placed(new Mapping(source, settings), source));
  }

  /** What a person sees as the origin of a value is the preset's name, not a place in a jar. */
  private static ConfigTree placed(ConfigTree tree, Source source) {
    if (tree instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (key, entry) -> entries.put(key, new Entry(source, placed(entry.value(), source))));
      return new Mapping(source, entries);
    } else if (tree instanceof Sequence sequence) {
      return new Sequence(
          source, sequence.items().stream().map(item -> placed(item, source)).toList());
    }
    Scalar scalar = (Scalar) tree;
    return new Scalar(source, scalar.text(), scalar.plain(), scalar.folder());
  }

  /** Whether the record has any. */
  public boolean isEmpty() {
    return presets.isEmpty();
  }

  /** Their names, in their order. */
  public Set<String> names() {
    return presets.keySet();
  }

  /**
   * The settings that a preset sets.
   *
   * @throws IllegalArgumentException if there is no such preset
   */
  public Set<String> settings(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)))
        .settings()
        .entries()
        .keySet();
  }

  Optional<Preset> find(String name) {
    return Optional.ofNullable(presets.get(name));
  }

  /** What is told of a name that is none. */
  String unknown(String name) {
    return "there is no preset '" + name + "'" + Suggestions.hint(name, presets.keySet());
  }

  /** One line for each: {@code - clip-vit-b32: what it is}. */
  String lines(String before, String after) {
    StringBuilder lines = new StringBuilder();
    presets
        .values()
        .forEach(
            preset ->
                lines
                    .append(before)
                    .append(preset.name())
                    .append(after)
                    .append(": ")
                    .append(preset.doc())
                    .append('\n'));
    return lines.toString();
  }
}
