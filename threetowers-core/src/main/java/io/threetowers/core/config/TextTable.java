package io.threetowers.core.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of equal width, in Markdown. */
final class TextTable {

  private TextTable() {}

  /** Leaves out a column that has no text. */
  static String of(List<String> head, List<List<String>> rows) {
    List<Integer> columns =
        IntStream.range(0, head.size())
            .filter(c -> rows.stream().anyMatch(row -> !row.get(c).isEmpty()))
            .boxed()
            .toList();
    List<Integer> widths =
        columns.stream()
            .map(
                c ->
                    Math.max(
                        head.get(c).length(),
                        rows.stream().mapToInt(row -> cell(row.get(c)).length()).max().orElse(0)))
            .toList();
    List<String> rule = widths.stream().map("-"::repeat).toList();
    return line(columns.stream().map(head::get).toList(), widths)
        + line(rule, widths)
        + rows.stream()
            .map(row -> line(columns.stream().map(c -> cell(row.get(c))).toList(), widths))
            .collect(Collectors.joining());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ");
  }

  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(c -> cells.get(c) + " ".repeat(widths.get(c) - cells.get(c).length()))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
