package io.threetowers.core.run;

import io.threetowers.core.run.Column.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The numbers that several runs ended with: a row per run; runs that differ by their seed alone
 * share one.
 *
 * @param columns what is compared
 * @param rows as many cells as columns each
 * @param members rows of the runs that share one
 */
record ComparisonTable(List<Column> columns, List<Row> rows, List<Row> members) {

  /**
   * A row.
   *
   * @param run the place of its run in the list, or -1 for the mean of several
   * @param group the place of its group among the rows
   */
  record Row(String name, int run, int group, List<Cell> cells) {}

  /**
   * A cell.
   *
   * @param text the value in words; a dash where there is none
   * @param spread the standard deviation, as {@code " ± 0.4"}, behind a mean; and of how many, as
   *     {@code " (2)"}, where not all runs of the row have a value
   * @param best whether no other row does better
   */
  record Cell(String text, String spread, OptionalDouble value, boolean best) {
    static final Cell EMPTY = new Cell("–", "", OptionalDouble.empty(), false);
  }

  static ComparisonTable of(List<RecordedRun> runs) {
    List<Column> columns = Column.of(runs);
    List<List<RecordedRun>> groups = SeedGroups.of(runs);
    List<Row> rows = new ArrayList<>();
    List<Row> members = new ArrayList<>();
    for (List<RecordedRun> group : groups) {
      int place = rows.size();
      boolean several = group.size() > 1;
      rows.add(
          new Row(
              SeedGroups.name(group) + (several ? ", " + group.size() + " seeds" : ""),
              several ? -1 : runs.indexOf(group.get(0)),
              place,
              columns.stream().map(column -> cell(column, group, groups)).toList()));
      for (RecordedRun run : several ? group : List.<RecordedRun>of()) {
        members.add(
            new Row(
                run.name(),
                runs.indexOf(run),
                place,
                columns.stream().map(column -> cell(column, List.of(run), List.of())).toList()));
      }
    }
    return new ComparisonTable(columns, rows, members);
  }

  /**
   * Mean and sample standard deviation; the mean alone for what is not judged.
   *
   * @param all the groups among which there is a best; none if that is not asked
   */
  private static Cell cell(Column column, List<RecordedRun> group, List<List<RecordedRun>> all) {
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
    if (values.size() < group.size()) {
      spread += " (" + values.size() + ")";
    }
    List<Double> means =
        all.stream()
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
