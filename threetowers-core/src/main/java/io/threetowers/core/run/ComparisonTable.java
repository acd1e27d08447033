package io.threetowers.core.run;

import io.threetowers.core.run.Column.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The numbers that several runs ended with: a row per run, and a row of means per group of seeds.
 *
 * @param columns what is compared
 * @param rows as many cells as columns each
 */
record ComparisonTable(List<Column> columns, List<Row> rows) {

  /**
   * A row.
   *
   * @param run the place of its run in the list, or -1 for the mean of several
   */
  record Row(String name, int run, List<Cell> cells) {}

  /**
   * A cell.
   *
   * @param text the value in words; a dash where there is none
   * @param spread the standard deviation, as {@code " ± 0.4"}, behind a mean
   * @param best whether no other run does better
   */
  record Cell(String text, String spread, OptionalDouble value, boolean best) {
    static final Cell EMPTY = new Cell("–", "", OptionalDouble.empty(), false);
  }

  static ComparisonTable of(List<RecordedRun> runs) {
    List<Column> columns = Column.of(runs);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RecordedRun run = runs.get(i);
      rows.add(
          new Row(run.name(), i, columns.stream().map(column -> cell(column, run, runs)).toList()));
    }
    for (List<RecordedRun> group : SeedGroups.of(runs)) {
      if (group.size() > 1) {
        String name = SeedGroups.name(group) + ", mean of " + group.size() + " seeds";
        rows.add(new Row(name, -1, columns.stream().map(column -> mean(column, group)).toList()));
      }
    }
    return new ComparisonTable(columns, rows);
  }

  private static Cell cell(Column column, RecordedRun run, List<RecordedRun> runs) {
    OptionalDouble value = column.value().apply(run);
    if (value.isEmpty()) {
      return Cell.EMPTY;
    }
    return new Cell(
        column.text().apply(value.getAsDouble()),
        "",
        value,
        isBest(column, value.getAsDouble(), runs));
  }

  /** Only where there is something to win: a value that all share is no merit. */
  private static boolean isBest(Column column, double value, List<RecordedRun> runs) {
    List<Double> all = values(column, runs).boxed().toList();
    return switch (column.better()) {
      case HIGHER ->
          all.stream().allMatch(other -> value >= other)
              && all.stream().anyMatch(other -> value > other);
      case LOWER ->
          all.stream().allMatch(other -> value <= other)
              && all.stream().anyMatch(other -> value < other);
      case NEITHER -> false;
    };
  }

  /** Mean and sample standard deviation; the mean alone for what is not judged. */
  private static Cell mean(Column column, List<RecordedRun> group) {
    double[] values = values(column, group).toArray();
    if (values.length == 0) {
      return Cell.EMPTY;
    }
    double mean = DoubleStream.of(values).average().orElseThrow();
    String spread = "";
    if (column.better() != Better.NEITHER && values.length > 1) {
      double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
      spread = " ± " + column.text().apply(Math.sqrt(squares / (values.length - 1)));
    }
    return new Cell(column.text().apply(mean), spread, OptionalDouble.of(mean), false);
  }

  private static DoubleStream values(Column column, List<RecordedRun> runs) {
    return runs.stream()
        .map(column.value())
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble);
  }
}
