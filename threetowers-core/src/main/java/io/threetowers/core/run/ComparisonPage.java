package io.threetowers.core.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import io.threetowers.core.run.Column.Better;
import io.threetowers.core.run.ComparisonTable.Row;
import io.threetowers.core.run.Thinning.Point;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page of a comparison: a template, with style, script and the numbers as JSON put in. */
final class ComparisonPage {
  private static final int POINTS = 800;

  private static final String TIME = "time/";

  /** What a run notes of itself: a chart of each would bury those that runs are compared by. */
  private static final List<String> WATCHED = List.of(TIME, "cosine/", "rank/", "duplicates/");

  private static final Pattern OWN_SETTINGS = Pattern.compile("name");
  private static final Pattern OWN_FACTS =
      Pattern.compile("(?i).*(name|seed|time|started|finished|ended|command|arguments|folder).*");

  /** Escapes angle brackets, so that no name can end the script element. */
  private static final Gson GSON = new Gson();

  private final List<RecordedRun> runs;
  private final ComparisonTable table;

  ComparisonPage(List<RecordedRun> runs, ComparisonTable table) {
    this.runs = runs;
    this.table = table;
  }

  /** The template's parts as {@code comparison.js} reads them. */
  private record Page(
      List<RunEntry> runs,
      List<String> groups,
      List<Head> columns,
      List<TableRow> rows,
      List<Difference> settings,
      List<Difference> environment) {}

  private record RunEntry(
      String name,
      int group,
      int member,
      Clock clock,
      Map<String, Curve> metrics,
      Map<String, Double> times,
      List<EvaluationCurve> evaluations) {}

  /** Where examples and time stand at a step. */
  private record Clock(List<Long> step, List<Double> examples, List<Double> seconds) {}

  private record Curve(List<Long> step, List<Double> value) {}

  private record EvaluationCurve(
      String group,
      String metric,
      String label,
      boolean percent,
      List<Long> step,
      List<Double> value) {}

  private record Head(String group, String label, String better) {}

  private record TableRow(
      String name,
      int run,
      int group,
      boolean member,
      List<String> text,
      List<Double> value,
      List<Boolean> best) {}

  private record Difference(String key, List<String> values) {}

  String html() throws IOException {
    return resource("comparison.html")
        .replace("/*STYLE*/", resource("comparison.css"))
        .replace("/*CHARTS*/", resource("comparison-charts.js"))
        .replace("/*PAGE*/", resource("comparison.js"))
        .replace("\"DATA\"", GSON.toJson(page()));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ComparisonPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private Page page() {
    List<List<RecordedRun>> groups = SeedGroups.of(runs);
    List<RunEntry> entries = new ArrayList<>();
    for (RecordedRun run : runs) {
      int group = 0;
      while (!groups.get(group).contains(run)) {
        group++;
      }
      int member = groups.get(group).indexOf(run);
      entries.add(
          new RunEntry(
              run.name(), group, member, clock(run), metrics(run), times(run), evaluations(run)));
    }
    return new Page(
        entries,
        table.rows().stream().map(Row::name).toList(),
        heads(),
        Stream.concat(
                table.rows().stream().map(row -> row(row, false)),
                table.members().stream().map(row -> row(row, true)))
            .toList(),
        differences(RecordedRun::settings, OWN_SETTINGS),
        differences(RecordedRun::environment, OWN_FACTS));
  }

  private static Clock clock(RecordedRun run) {
    int stride = Math.max(1, run.steps().size() / POINTS);
    List<LoggedStep> some = new ArrayList<>();
    for (int i = 0; i < run.steps().size(); i += stride) {
      some.add(run.steps().get(i));
    }
    return new Clock(
        some.stream().map(LoggedStep::step).toList(),
        some.stream().map(LoggedStep::examples).toList(),
        some.stream().map(LoggedStep::seconds).toList());
  }

  private static Map<String, Curve> metrics(RecordedRun run) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (LoggedStep step : run.steps()) {
      step.metrics()
          .forEach(
              (name, value) -> {
                if (WATCHED.stream().noneMatch(name::startsWith)) {
                  points
                      .computeIfAbsent(name, n -> new ArrayList<>())
                      .add(new Point(step.step(), value));
                }
              });
    }
    Map<String, Curve> curves = new LinkedHashMap<>();
    points.keySet().stream()
        .sorted()
        .forEach(name -> curves.put(name, curve(Thinning.thin(points.get(name), POINTS))));
    return curves;
  }

  /**
   * Seconds per step of each stage over the whole run: an entry is the mean since the one before.
   */
  private static Map<String, Double> times(RecordedRun run) {
    Map<String, Double> sums = new LinkedHashMap<>();
    long before = 0;
    for (LoggedStep step : run.steps()) {
      long steps = step.step() - before;
      step.metrics()
          .forEach(
              (name, value) -> {
                if (name.startsWith(TIME)) {
                  sums.merge(name.substring(TIME.length()), value * steps, Double::sum);
                }
              });
      before = step.step();
    }
    long all = before;
    sums.replaceAll((stage, sum) -> rounded(sum / all));
    return sums;
  }

  private static Curve curve(List<Point> points) {
    return new Curve(
        points.stream().map(Point::step).toList(),
        points.stream().map(point -> rounded(point.value())).toList());
  }

  private static List<EvaluationCurve> evaluations(RecordedRun run) {
    Map<List<String>, List<Point>> points = new LinkedHashMap<>();
    for (Evaluation evaluation : run.evaluations()) {
      evaluation
          .metrics()
          .forEach(
              (metric, value) ->
                  points
                      .computeIfAbsent(
                          List.of(evaluation.data(), evaluation.evaluator(), metric),
                          k -> new ArrayList<>())
                      .add(new Point(evaluation.step(), value)));
    }
    List<EvaluationCurve> curves = new ArrayList<>();
    points.forEach(
        (key, values) -> {
          MetricName name = new MetricName(key.get(2));
          Curve curve = curve(values);
          String group = key.get(0).isEmpty() ? key.get(1) : key.get(0) + ", " + key.get(1);
          curves.add(
              new EvaluationCurve(
                  group,
                  name.name(),
                  name.label(),
                  name.isFraction(),
                  curve.step(),
                  curve.value()));
        });
    curves.sort(
        Comparator.comparing(EvaluationCurve::group)
            .thenComparing(curve -> new MetricName(curve.metric()).priority())
            .thenComparing(EvaluationCurve::metric));
    return curves;
  }

  /** Six digits are more than a plot shows. */
  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.6g", value));
  }

  private List<Head> heads() {
    return table.columns().stream()
        .map(
            column ->
                new Head(
                    column.group(),
                    column.label(),
                    column.better() == Better.NEITHER
                        ? ""
                        : column.better() == Better.LOWER ? "lower" : "higher"))
        .toList();
  }

  private static TableRow row(Row row, boolean member) {
    List<Double> values = new ArrayList<>();
    for (ComparisonTable.Cell cell : row.cells()) {
      OptionalDouble value = cell.value();
      values.add(value.isPresent() ? value.getAsDouble() : null);
    }
    return new TableRow(
        row.name(),
        row.run(),
        row.group(),
        member,
        row.cells().stream().map(cell -> cell.text() + cell.spread()).toList(),
        values,
        row.cells().stream().map(ComparisonTable.Cell::best).toList());
  }

  /** Where trees differ, but for keys that cannot be the same in two runs. */
  private List<Difference> differences(
      Function<RecordedRun, Map<String, Object>> tree, Pattern ignored) {
    List<Difference> differences = new ArrayList<>();
    Settings.differences(runs.stream().map(tree).toList())
        .forEach(
            (key, values) -> {
              if (!ignored.matcher(key).matches()) {
                differences.add(new Difference(key, values));
              }
            });
    return differences;
  }
}
