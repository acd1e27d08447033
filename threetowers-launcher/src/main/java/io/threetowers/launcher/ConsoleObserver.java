package io.threetowers.launcher;

import io.threetowers.core.train.EmbeddingLog;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.StepLog;
import io.threetowers.core.watch.Verdict;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person sees of a run: one line that renews itself on a terminal, one line per log entry
 * elsewhere; the run's out.log gets every line.
 */
final class ConsoleObserver implements Observer, AutoCloseable {
  /** Its lines go to out.log only: this class writes to the console itself. */
  private static final Logger log = LoggerFactory.getLogger(RunLog.RUN);

  private final PrintWriter out;
  private final boolean terminal;
  private final int width;
  private final ProgressPace pace;
  private String verdict = "";
  private boolean open;

  /**
   * Shows a run.
   *
   * @param width of the terminal: a longer line would not renew itself
   */
  ConsoleObserver(PrintWriter out, boolean terminal, int width) {
    this(out, terminal, width, System::nanoTime);
  }

  ConsoleObserver(PrintWriter out, boolean terminal, int width, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
    this.pace = new ProgressPace(nanos);
  }

  @Override
  public synchronized void embedding(EmbeddingLog entry) {
    String tower = "frozen tower '" + entry.tower() + "'";
    String rate = ProgressText.pace(entry.examplesPerSecond(), entry.secondsLeft());
    if (pace.tells()) {
      String line =
          "%s: %s  %s".formatted(tower, ProgressText.share(entry.done(), entry.total()), rate);
      log.info(line);
      if (!terminal) {
        out.println(line);
      }
    }
    if (terminal && pace.renews()) {
      String bar = ProgressText.bar(entry.done(), entry.total());
      out.print("%s%s  %s  %s".formatted(ProgressText.CLEAR, bar, rate, tower));
      open = true;
    }
    out.flush();
  }

  @Override
  public synchronized void logged(StepLog entry) {
    String line = openClipLine(entry);
    log.info(line);
    if (!terminal) {
      out.println(line);
    }
    tellNewVerdict(entry);
    if (terminal) {
      out.print(ProgressText.CLEAR + ProgressText.fitted(progress(entry), width));
      open = true;
    }
    out.flush();
  }

  /** A line of its own when it begins; on a terminal the progress line has it from then on. */
  private void tellNewVerdict(StepLog entry) {
    String rule = entry.verdict().map(Verdict::rule).orElse("");
    if (!rule.equals(verdict) && entry.verdict().isPresent()) {
      String line = entry.verdict().get().text();
      log.info(line);
      out.println((open ? ProgressText.CLEAR : "") + line);
      open = false;
    }
    verdict = rule;
  }

  @Override
  public synchronized void warn(String line) {
    log.warn(line);
    out.println((open ? ProgressText.CLEAR : "") + "warning: " + line);
    open = false;
    out.flush();
  }

  @Override
  public synchronized void note(String line) {
    log.info(line);
    out.println((open ? ProgressText.CLEAR : "") + line);
    open = false;
    out.flush();
  }

  /** After open_clip's training line, so that scripts that read one read the other. */
  static String openClipLine(StepLog entry) {
    StringBuilder line = new StringBuilder();
    long inEpoch = entry.epochExamples();
    line.append(
        String.format(
            Locale.ROOT,
            "Train Epoch: %d [%d/%d (%.0f%%)] Step: %d/%d Data (t): %.3f Batch (t): %.3f, %.1f/s LR: %.6f",
            entry.epoch(),
            inEpoch,
            entry.examplesPerEpoch(),
            100.0 * inEpoch / entry.examplesPerEpoch(),
            entry.step(),
            entry.steps(),
            entry.dataSeconds(),
            entry.batchSeconds(),
            entry.samplesPerSecond(),
            entry.lr()));
    entry.result().metrics().entrySet().stream()
        .filter(metric -> metric.getKey().endsWith("/temperature"))
        .findFirst()
        .ifPresent(
            metric ->
                line.append(String.format(Locale.ROOT, " Logit Scale: %.3f", metric.getValue())));
    for (Map.Entry<String, Double> edge : entry.result().edges().entrySet()) {
      line.append(String.format(Locale.ROOT, " %s: %.4f", edge.getKey(), edge.getValue()));
    }
    return line.append(String.format(Locale.ROOT, " Loss: %.4f", entry.result().loss())).toString();
  }

  private static String progress(StepLog entry) {
    return String.format(
        Locale.ROOT,
        "%s  loss %.3f  %s  %s",
        ProgressText.bar(entry.step(), entry.steps()),
        entry.result().loss(),
        ProgressText.pace(entry.samplesPerSecond(), entry.secondsLeft()),
        entry.verdict().map(Verdict::text).orElse("busy computing"));
  }

  @Override
  public synchronized void close() {
    if (open) {
      out.println();
      out.flush();
    }
  }
}
