package io.threetowers.launcher;

import io.threetowers.core.train.Observer;
import io.threetowers.core.train.StepLog;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person sees of a run: one line that renews itself on a terminal, one line per log entry
 * elsewhere; the run's out.log gets every line.
 */
final class ConsoleObserver implements Observer, AutoCloseable {
  /** Its lines go to out.log only: this class writes to the console itself. */
  private static final Logger log = LoggerFactory.getLogger(RunLog.RUN);

  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private boolean open;

  ConsoleObserver(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void logged(StepLog entry) {
    String line = openClipLine(entry);
    log.info(line);
    if (terminal) {
      out.print(CLEAR + progress(entry));
      open = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  @Override
  public synchronized void note(String line) {
    log.info(line);
    out.println((open ? CLEAR : "") + line);
    open = false;
    out.flush();
  }

  /** After open_clip's training line, so that scripts that read one read the other. */
  static String openClipLine(StepLog entry) {
    StringBuilder line = new StringBuilder();
    long inEpoch = entry.batches() * entry.batch();
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
    int width = 24;
    int done = (int) (width * entry.step() / entry.steps());
    String waiting =
        entry.dataShare() > 0.1
            ? String.format(
                Locale.ROOT,
                "waits %.0f %% for data: raise loader.workers",
                100 * entry.dataShare())
            : "busy computing";
    return String.format(
        Locale.ROOT,
        "%s%s %d/%d  loss %.3f  %.0f/s  %s left  %s",
        "━".repeat(done),
        "─".repeat(width - done),
        entry.step(),
        entry.steps(),
        entry.result().loss(),
        entry.samplesPerSecond(),
        clock(entry.secondsLeft()),
        waiting);
  }

  private static String clock(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    return left.toHours() > 0
        ? String.format(Locale.ROOT, "%d:%02d h", left.toHours(), left.toMinutesPart())
        : String.format(Locale.ROOT, "%d:%02d min", left.toMinutes(), left.toSecondsPart());
  }

  @Override
  public synchronized void close() {
    if (open) {
      out.println();
      out.flush();
    }
  }
}
