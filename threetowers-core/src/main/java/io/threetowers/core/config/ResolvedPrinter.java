package io.threetowers.core.config;

import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a configuration as it was understood: every setting, and where it came from. */
public final class ResolvedPrinter {
  private static final int WIDEST = 60;

  private record Line(String text, String origin) {}

  /**
   * One YAML document; each setting has its origin as a comment: {@code # lit.yaml:7:5}, {@code #
   * default}, {@code # override towers.image.depth=24}. Paths are absolute, and a setting that is
   * not set is {@code null}, so that the document reads back to an equal record from any folder.
   */
  public String print(Bound<?> bound) {
    List<Line> lines = new ArrayList<>();
    block(bound.tree(), "", lines);
    int column =
        lines.stream()
            .filter(line -> !line.origin().isEmpty())
            .mapToInt(line -> line.text().length())
            .filter(length -> length <= WIDEST)
            .max()
            .orElse(0);
    return lines.stream().map(line -> text(line, column)).collect(Collectors.joining());
  }

  /**
   * Each setting's path and its value as YAML, defaults included: two experiments are the same if
   * these are.
   */
  public Map<String, String> flatten(Bound<?> bound) {
    Map<String, String> values = new LinkedHashMap<>();
    flatten(bound.tree(), Slot.TOP, values);
    return values;
  }

  private static void flatten(ConfigTree tree, Slot slot, Map<String, String> values) {
    if (tree instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      mapping.entries().forEach((key, entry) -> flatten(entry.value(), slot.child(key), values));
    } else if (tree instanceof Sequence sequence && !sequence.items().isEmpty()) {
      for (int i = 0; i < sequence.items().size(); i++) {
        flatten(sequence.items().get(i), slot.item(i), values);
      }
    } else {
      values.put(slot.path(), flow(tree));
    }
  }

  private static String text(Line line, int column) {
    if (line.origin().isEmpty()) {
      return line.text() + "\n";
    }
    String padding = " ".repeat(Math.max(0, column - line.text().length()));
    return line.text() + padding + "  # " + line.origin() + "\n";
  }

  private static void block(Mapping mapping, String indent, List<Line> lines) {
    for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
      String key = YamlText.of(entry.getKey());
      value(indent + key + ":", indent + "  ", entry.getValue().value(), lines);
    }
  }

  private static void value(String head, String indent, ConfigTree tree, List<Line> lines) {
    if (onOneLine(tree)) {
      lines.add(new Line(head + " " + flow(tree), origin(tree)));
    } else if (tree instanceof Mapping mapping) {
      lines.add(new Line(head, ""));
      block(mapping, indent, lines);
    } else if (tree instanceof Sequence sequence) {
      lines.add(new Line(head, ""));
      sequence.items().forEach(item -> item(item, indent, lines));
    }
  }

  /** The first line of an item stands beside its dash. */
  private static void item(ConfigTree tree, String indent, List<Line> lines) {
    if (tree instanceof Mapping mapping && !onOneLine(tree)) {
      List<Line> own = new ArrayList<>();
      block(mapping, indent + "  ", own);
      Line first = own.get(0);
      own.set(0, new Line(indent + "- " + first.text().strip(), first.origin()));
      lines.addAll(own);
    } else {
      value(indent + "-", indent + "  ", tree, lines);
    }
  }

  /** Scalars, what is empty, and lists of scalars of which none came from elsewhere. */
  private static boolean onOneLine(ConfigTree tree) {
    if (tree instanceof Mapping mapping) {
      return mapping.entries().isEmpty();
    } else if (tree instanceof Sequence sequence) {
      return sequence.items().stream()
          .allMatch(
              item ->
                  item instanceof Scalar && item.source().file().equals(sequence.source().file()));
    }
    return true;
  }

  private static String flow(ConfigTree tree) {
    if (tree instanceof Scalar scalar) {
      return scalar.plain() ? scalar.text() : YamlText.of(scalar.text());
    } else if (tree instanceof Sequence sequence) {
      return sequence.items().stream()
          .map(ResolvedPrinter::flow)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return "{}";
  }

  /**
   * An override is what a person typed: it may hold line breaks, and a comment ends with the line.
   */
  private static String origin(ConfigTree tree) {
    return YamlText.printable(tree.source().toString());
  }
}
