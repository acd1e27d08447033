package io.threetowers.launcher;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell; the last is not padded. */
final class TextTable {
  private static final String GAP = "  ";

  /** A row of cells, or one note across the columns. */
  private record Line(List<String> cells, boolean note) {}

  private final List<Line> lines = new ArrayList<>();
  private final int columns;

  TextTable(List<String> header) {
    columns = header.size();
    add(header);
  }

  void add(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(cells.size() + " cells for " + columns + " columns");
    }
    lines.add(new Line(cells, false));
  }

  /** A line below the row before it. */
  void note(String text) {
    lines.add(new Line(List.of(text), true));
  }

  String text() {
    int[] widths = new int[columns];
    for (Line line : lines) {
      for (int i = 0; !line.note && i < columns; i++) {
        widths[i] = Math.max(widths[i], line.cells.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < line.cells.size(); i++) {
        String cell = line.cells.get(i);
        row.append(i == 0 ? "" : GAP).append(cell);
        if (!line.note) {
          row.append(" ".repeat(widths[i] - cell.length()));
        }
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
