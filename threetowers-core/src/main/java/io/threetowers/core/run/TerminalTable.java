package io.threetowers.core.run;

import io.threetowers.core.run.ComparisonTable.Cell;
import io.threetowers.core.run.ComparisonTable.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A comparison in monospaced text: as many columns as the terminal is wide, the main ones first.
 */
final class TerminalTable {
  private static final String GAP = "  ";
  private static final int LONGEST_NAME = 32;

  private final ComparisonTable table;
  private final int width;
  private final int nameWidth;

  TerminalTable(ComparisonTable table, int width) {
    this.table = table;
    this.width = width;
    this.nameWidth =
        table.rows().stream()
            .mapToInt(row -> Math.min(LONGEST_NAME, row.name().length()))
            .max()
            .orElse(0);
  }

  String text() {
    List<Integer> shown = shown();
    StringBuilder text = new StringBuilder();
    if (shown.stream().anyMatch(i -> !table.columns().get(i).group().isEmpty())) {
      text.append(groups(shown)).append('\n');
    }
    text.append(line("run", shown.stream().map(this::head).toList()));
    for (Row row : table.rows()) {
      text.append(line(row.name(), shown.stream().map(i -> cell(row.cells().get(i), i)).toList()));
    }
    return text.append(notes(shown)).toString();
  }

  /** The columns that fit, taken by priority and shown in their order; at least one. */
  private List<Integer> shown() {
    List<Integer> wanted =
        IntStream.range(0, table.columns().size())
            .boxed()
            .sorted(
                Comparator.comparingInt((Integer i) -> table.columns().get(i).priority())
                    .thenComparing(i -> i))
            .toList();
    TreeSet<Integer> shown = new TreeSet<>();
    int used = nameWidth;
    for (int i : wanted) {
      int next = GAP.length() + columnWidth(i);
      if (shown.isEmpty() || used + next <= width) {
        shown.add(i);
        used += next;
      }
    }
    return List.copyOf(shown);
  }

  private int columnWidth(int column) {
    return Math.max(
        valueWidth(column) + tailWidth(column), table.columns().get(column).label().length());
  }

  private int valueWidth(int column) {
    return cells(column).mapToInt(cell -> cell.text().length()).max().orElse(0);
  }

  /**
   * What stands behind the values, which so stay below one another: the mark of the best, the
   * deviation of a mean.
   */
  private int tailWidth(int column) {
    return cells(column).mapToInt(cell -> tail(cell).length()).max().orElse(0);
  }

  private static String tail(Cell cell) {
    return cell.spread() + (cell.best() ? "*" : "");
  }

  private Stream<Cell> cells(int column) {
    return table.rows().stream().map(row -> row.cells().get(column));
  }

  private String head(int column) {
    String label = table.columns().get(column).label();
    int room = columnWidth(column) - label.length();
    int behind = Math.min(room, tailWidth(column));
    return " ".repeat(room - behind) + label + " ".repeat(behind);
  }

  private String cell(Cell cell, int column) {
    String tail = tail(cell);
    int behind = tailWidth(column) - tail.length();
    int before = columnWidth(column) - cell.text().length() - tail.length() - behind;
    return " ".repeat(before) + cell.text() + tail + " ".repeat(behind);
  }

  private String line(String name, List<String> cells) {
    String shortName = shorten(name, nameWidth);
    String padded = shortName + " ".repeat(nameWidth - shortName.length());
    return (padded + GAP + String.join(GAP, cells)).stripTrailing() + "\n";
  }

  /** The data sets, each above the columns that are its own. */
  private String groups(List<Integer> shown) {
    StringBuilder line = new StringBuilder(" ".repeat(nameWidth));
    int i = 0;
    while (i < shown.size()) {
      String group = table.columns().get(shown.get(i)).group();
      int span = -GAP.length();
      while (i < shown.size() && table.columns().get(shown.get(i)).group().equals(group)) {
        span += GAP.length() + columnWidth(shown.get(i));
        i++;
      }
      String title = shorten(group, span);
      String rest =
          group.isEmpty() ? " ".repeat(span - title.length()) : rule(span - title.length());
      line.append(GAP).append(title).append(rest);
    }
    return line.toString().stripTrailing();
  }

  private static String rule(int length) {
    return length == 0 ? "" : " " + "─".repeat(length - 1);
  }

  private String notes(List<Integer> shown) {
    List<String> notes = new ArrayList<>();
    if (shown.stream().flatMap(this::cells).anyMatch(Cell::best)) {
      notes.add("* best of its column");
    }
    String left =
        IntStream.range(0, table.columns().size())
            .filter(i -> !shown.contains(i))
            .mapToObj(i -> table.columns().get(i).label())
            .distinct()
            .collect(Collectors.joining(", "));
    if (!left.isEmpty()) {
      notes.add("left out, for the terminal is narrow: " + left);
    }
    return notes.isEmpty() ? "" : "\n" + String.join("\n", notes) + "\n";
  }

  /** The middle goes first: names of runs differ at their ends. */
  private static String shorten(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int head = (length - 1) / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (length - 1 - head));
  }
}
