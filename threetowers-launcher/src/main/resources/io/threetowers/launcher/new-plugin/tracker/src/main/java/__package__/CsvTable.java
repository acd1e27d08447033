package ${package};

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.api.Tracker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@link ${Type}} at work. What was written is with the system after each call. */
final class CsvTable implements Tracker {
  private static final String HEADER = "step,source,metric,value";
  private static final Pattern ROW = Pattern.compile("(\\d+),.*,.*,[^,]+");

  private final Path file;
  private BufferedWriter writer;
  private boolean begun;

  private CsvTable(Path file, BufferedWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  /** A resumed run goes on with the table that lies there. */
  static CsvTable open(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, HEADER + "\n");
    }
    return new CsvTable(file, append(file));
  }

  private static BufferedWriter append(Path file) throws IOException {
    return Files.newBufferedWriter(file, UTF_8, StandardOpenOption.APPEND);
  }

  @Override
  public void step(long step, Map<String, Double> metrics) {
    write(step, step, "training", metrics);
  }

  /** A step is evaluated after it was logged, so its own rows stay. */
  @Override
  public void evaluation(long step, String evaluator, String data, Map<String, Double> metrics) {
    write(step, step + 1, evaluator + " on " + data, metrics);
  }

  private void write(long step, long firstToForget, String source, Map<String, Double> metrics) {
    try {
      if (!begun) {
        begun = true;
        forgetFrom(firstToForget);
      }
      for (Map.Entry<String, Double> metric : metrics.entrySet()) {
        writer.write(
            step + "," + quoted(source) + "," + quoted(metric.getKey()) + "," + metric.getValue());
        writer.write('\n');
      }
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The steps after the checkpoint from which a run is resumed come again. */
  private void forgetFrom(long step) throws IOException {
    List<String> kept = new ArrayList<>(List.of(HEADER));
    for (String line : Files.readAllLines(file)) {
      var row = ROW.matcher(line);
      if (row.matches() && Long.parseLong(row.group(1)) < step) {
        kept.add(line);
      }
    }
    writer.close();
    Files.write(file, kept);
    writer = append(file);
  }

  /** RFC 4180. */
  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
