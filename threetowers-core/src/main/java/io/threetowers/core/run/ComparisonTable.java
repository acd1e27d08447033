package io.threetowers.core.run;

import io.threetowers.core.run.Column.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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
    List<List<RecordedRun>> groups =
        SeedGroups.of(runs).stream().filter(group -> group.size() > 1).toList();
    for (List<RecordedRun> group : groups) {
      String name = SeedGroups.name(group) + ", mean of " + group.size() + " seeds";
      rows.add(
          new Row(name, -1, columns.stream().map(column -> mean(column, group, groups)).toList()));
    }
    return new ComparisonTable(columns, rows);
  }

  private static Cell cell(Column column, RecordedRun run, List<RecordedRun> runs) {
    OptionalDouble value = column.value().apply(run);
    if (value.isEmpty()) {
      return Cell.EMPTY;
    }
    boolean best = column.better().isBest(value.getAsDouble(), values(column, runs));
    return new Cell(column.text().apply(value.getAsDouble()), "", value, best);
  }

  /** Mean and sample standard deviation; the mean alone for what is not judged. */
  private static Cell mean(Column column, List<RecordedRun> group, List<List<RecordedRun>> groups) {
    List<Double> values = values(column, group);
    if (values.isEmpty()) {
      return Cell.EMPTY;
    }
    double mean = mean(values);
    String spread = "";
    if (column.better() != Better.NEITHER && values.size() > 1) {
      double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
      spread = " ± " + column.text().apply(Math.sqrt(squares / (values.size() - 1)));
    }
    List<Double> means =
        groups.stream()
            .map(other -> values(column, other))
            .filter(other -> !other.isEmpty())
            .map(ComparisonTable::mean)
            .toList();
    boolean best = column.better().isBest(mean, means);
    return new Cell(column.text().apply(mean), spread, OptionalDouble.of(mean), best);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  private static List<Double> values(Column column, List<RecordedRun> runs) {
    return runs.stream()
        .map(column.value())
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .toList();
  }
}
