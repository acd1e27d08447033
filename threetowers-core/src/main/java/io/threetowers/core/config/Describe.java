package io.threetowers.core.config;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.api.config.Doc;
import io.threetowers.core.config.SettingType.Block;
import io.threetowers.core.config.SettingType.Items;
import io.threetowers.core.config.SettingType.Maybe;
import io.threetowers.core.config.SettingType.Named;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Says what can be set: a table for a terminal that is also Markdown, made from the records
 * themselves.
 */
public final class Describe {

  private Describe() {}

  /** The settings of a component: names, types, defaults, limits, meaning. */
  public static String describe(Component<?, ?> component) {
    return section(component, UnaryOperator.identity());
  }

  /** The settings of a record of the host. */
  public static String describe(Class<? extends Record> type) {
    return section(type, UnaryOperator.identity());
  }

  /**
   * The same with cells that are written otherwise.
   *
   * @param row from the cells of a row to cells
   */
  static String section(Component<?, ?> component, UnaryOperator<List<String>> row) {
    String name = Kind.of(component).label() + " " + component.type();
    return section(name, component.config(), row);
  }

  static String section(Class<? extends Record> type, UnaryOperator<List<String>> row) {
    return section(Setting.kebab(type.getSimpleName()).replace('-', ' '), type, row);
  }

  private static String section(
      String name, Class<? extends Record> type, UnaryOperator<List<String>> row) {
    Doc doc = type.getAnnotation(Doc.class);
    String meaning = doc == null ? "" : doc.value() + "\n\n";
    List<List<String>> rows = new ArrayList<>();
    rows(type, "", Set.of(), rows);
    String table =
        rows.isEmpty()
            ? "No settings.\n"
            : TextTable.of(
                List.of("setting", "type", "default", "limits", "meaning"),
                rows.stream().map(row).toList());
    return "## " + name + "\n\n" + meaning + table + presets(type);
  }

  private static String presets(Class<? extends Record> type) {
    PresetTable presets = PresetTable.of(type);
    return presets.isEmpty() ? "" : "\nPresets:\n\n" + presets.lines("- `", "`");
  }

  /** A record that holds itself is listed once. */
  private static void rows(
      Class<? extends Record> type, String prefix, Set<Class<?>> around, List<List<String>> rows) {
    Set<Class<?>> inside = new LinkedHashSet<>(around);
    if (!inside.add(type)) {
      return;
    }
    RecordSchema schema = RecordSchema.of(type);
    if (!schema.presets().isEmpty()) {
      rows.add(
          List.of(
              prefix + PresetTable.KEY,
              "text",
              "none",
              schema.presets().names().size() + " presets",
              "settings by name, below those of the block"));
    }
    for (Setting setting : schema.settings()) {
      if (setting.inline()) {
        rows.add(row(prefix + PartResolver.TYPE, setting));
      } else {
        rows.add(row(prefix + setting.name(), setting));
        nested(setting.type(), prefix + setting.name(), inside, rows);
      }
    }
  }

  private static void nested(
      SettingType type, String path, Set<Class<?>> around, List<List<String>> rows) {
    if (type instanceof Block block) {
      rows(block.type(), path + ".", around, rows);
    } else if (type instanceof Maybe maybe) {
      nested(maybe.value(), path, around, rows);
    } else if (type instanceof Items list) {
      nested(list.item(), path + "[]", around, rows);
    } else if (type instanceof Named named) {
      nested(named.value(), path + ".NAME", around, rows);
    }
  }

  private static List<String> row(String name, Setting setting) {
    String none = setting.type() instanceof Maybe ? "none" : "required";
    String type =
        TypeWords.one(setting.type())
            + (setting.inline() ? "; its settings stand beside these" : "");
    return List.of(
        name, type, setting.defaultText().orElse(none), setting.limits().words(), setting.doc());
  }
}
