package io.threetowers.core.config;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.core.plugin.ComponentRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Everything that can be set, on one page of Markdown, made from the records themselves. */
public final class ReferencePage {
  private static final String HEAD =
      """
      # Reference

      Every setting of the experiment file and of the installed components, as `./threetowers describe --all` prints them;
      [experiment-file.md](experiment-file.md) explains how they go together.

      """;

  private ReferencePage() {}

  /**
   * The page: an index, the settings of the file itself, then every component by kind.
   *
   * @param experiment what a file is read into
   * @param registry what {@code type:} can name
   */
  public static String of(Class<? extends Record> experiment, ComponentRegistry registry) {
    StringBuilder index = new StringBuilder(HEAD);
    StringBuilder sections = new StringBuilder();
    index.append("- ").append(link("experiment", "experiment")).append('\n');
    sections.append('\n').append(Describe.section(experiment, ReferencePage::row));
    for (Kind kind : Kind.values()) {
      List<Component<?, ?>> components = components(kind, registry);
      if (!components.isEmpty()) {
        index.append("- ").append(kind.label()).append(": ").append(links(kind, components));
        index.append('\n');
        for (Component<?, ?> component : components) {
          sections.append('\n').append(Describe.section(component, ReferencePage::row));
        }
      }
    }
    return index.append(sections).toString();
  }

  private static List<Component<?, ?>> components(Kind kind, ComponentRegistry registry) {
    List<Component<?, ?>> components = new ArrayList<>();
    registry.types(kind).forEach(type -> registry.find(kind, type).ifPresent(components::add));
    return components;
  }

  /** What a person types in code style; the rest without what Markdown would take for itself. */
  private static List<String> row(List<String> cells) {
    String value = cells.get(2);
    boolean typed = !value.equals("required") && !value.equals("none");
    return List.of(
        code(cells.get(0)),
        escaped(cells.get(1)),
        typed ? code(value) : value,
        cells.get(3),
        escaped(cells.get(4)));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("<", "&lt;");
  }

  private static String links(Kind kind, List<Component<?, ?>> components) {
    return components.stream()
        .map(each -> link(each.type(), kind.label() + " " + each.type()))
        .collect(Collectors.joining(", "));
  }

  /** A heading's anchor is its text in lower case with dashes. */
  private static String link(String text, String heading) {
    return "[" + text + "](#" + heading.toLowerCase(Locale.ROOT).replace(' ', '-') + ")";
  }
}
