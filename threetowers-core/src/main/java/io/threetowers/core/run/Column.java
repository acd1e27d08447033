package io.threetowers.core.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * A column of the comparison.
 *
 * @param group what several columns have in common, such as the data set; may be empty
 * @param label the head
 * @param priority how much a narrow table wants it; 0 is the most
 * @param better what makes a run the best of the column
 * @param value a run's value
 * @param text a value in words
 */
record Column(
    String group,
    String label,
    int priority,
    Better better,
    Function<RecordedRun, OptionalDouble> value,
    DoubleFunction<String> text) {

  /** Which values are good. */
  enum Better {
    HIGHER,
    LOWER,
    NEITHER;

    /** Only where there is something to win: a value that all share is no merit. */
    boolean isBest(double value, List<Double> all) {
      int sign = this == HIGHER ? 1 : -1;
      return this != NEITHER
          && all.stream().allMatch(other -> sign * value >= sign * other)
          && all.stream().anyMatch(other -> sign * value > sign * other);
    }
  }

  /** What an evaluator measured where. */
  private record Measured(String evaluator, String data, String metric) {}

  /**
   * Every column that some of the runs have a value for: the evaluations' first, the main metrics
   * first of all.
   */
  static List<Column> of(List<RecordedRun> runs) {
    List<Column> columns = new ArrayList<>(measured(runs));
    columns.add(new Column("", "loss", 1, Better.LOWER, run -> run.last("loss"), Numbers::decimal));
    columns.add(
        new Column(
            "",
            "steps",
            3,
            Better.NEITHER,
            run -> present((double) run.lastStep()),
            Numbers::count));
    columns.add(
        new Column(
            "",
            "examples",
            8,
            Better.NEITHER,
            run -> lastOf(run, LoggedStep::examples),
            Numbers::count));
    columns.add(
        new Column(
            "",
            "time",
            2,
            Better.NEITHER,
            run -> lastOf(run, LoggedStep::seconds),
            Numbers::duration));
    columns.add(new Column("", "samples/s", 3, Better.NEITHER, Column::meanSpeed, Numbers::count));
    return columns.stream()
        .filter(column -> runs.stream().anyMatch(run -> column.value().apply(run).isPresent()))
        .toList();
  }

  private static List<Column> measured(List<RecordedRun> runs) {
    Set<Measured> all = new LinkedHashSet<>();
    for (RecordedRun run : runs) {
      for (Evaluation evaluation : run.evaluations()) {
        for (String metric : evaluation.metrics().keySet()) {
          all.add(new Measured(evaluation.evaluator(), evaluation.data(), metric));
        }
      }
    }
    return all.stream()
        .sorted(
            Comparator.comparing(Measured::data)
                .thenComparing(Measured::evaluator)
                .thenComparing(measured -> new MetricName(measured.metric()).priority())
                .thenComparing(Measured::metric))
        .map(measured -> column(measured, group(measured, all)))
        .toList();
  }

  /** The data set, with the evaluator where a data set has several. */
  private static String group(Measured measured, Set<Measured> all) {
    boolean several =
        all.stream()
            .anyMatch(
                other ->
                    other.data().equals(measured.data())
                        && !other.evaluator().equals(measured.evaluator()));
    if (measured.data().isEmpty()) {
      return measured.evaluator();
    }
    return several ? measured.data() + ", " + measured.evaluator() : measured.data();
  }

  private static Column column(Measured measured, String group) {
    MetricName name = new MetricName(measured.metric());
    return new Column(
        group,
        name.label(),
        name.priority(),
        name.lowerIsBetter() ? Better.LOWER : Better.HIGHER,
        run -> run.last(measured.evaluator(), measured.data(), measured.metric()),
        name.isFraction() ? Numbers::percent : Numbers::decimal);
  }

  private static OptionalDouble lastOf(RecordedRun run, Function<LoggedStep, Double> part) {
    List<LoggedStep> steps = run.steps();
    return steps.isEmpty()
        ? OptionalDouble.empty()
        : present(part.apply(steps.get(steps.size() - 1)));
  }

  /** Over the whole run: what the reader of "how long will mine take" needs. */
  private static OptionalDouble meanSpeed(RecordedRun run) {
    OptionalDouble seconds = lastOf(run, LoggedStep::seconds);
    OptionalDouble examples = lastOf(run, LoggedStep::examples);
    return seconds.isPresent() && examples.isPresent()
        ? present(examples.getAsDouble() / seconds.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble present(double value) {
    return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
