package io.threetowers.launcher;

import java.time.Duration;
import java.util.Locale;

/** Progress in the words and signs of all commands. */
final class ProgressText {
  /** Begins the line of a terminal anew. */
  static final String CLEAR = "\r\u001b[K";

  private static final int WIDTH = 24;

  private ProgressText() {}

  /** {@code ━━━━━━━━──────────────── 120/360}. */
  static String bar(long done, long total) {
    int full = (int) (WIDTH * Math.min(done, total) / Math.max(1, total));
    return "━".repeat(full) + "─".repeat(WIDTH - full) + " " + done + "/" + total;
  }

  /** As much of a line as fits beside the cursor. */
  static String fitted(String line, int width) {
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 2)) + "…";
  }

  /** {@code 12 % 2400 of 20000 examples}. */
  static String share(long done, long total) {
    return "%d %% %d of %d examples".formatted(100 * done / Math.max(1, total), done, total);
  }

  /** {@code 153/s 2:03 min left}. */
  static String pace(double perSecond, double secondsLeft) {
    return String.format(Locale.ROOT, "%.0f/s  %s left", perSecond, clock(secondsLeft));
  }

  private static String clock(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    return left.toHours() > 0
        ? String.format(Locale.ROOT, "%d:%02d h", left.toHours(), left.toMinutesPart())
        : String.format(Locale.ROOT, "%d:%02d min", left.toMinutes(), left.toSecondsPart());
  }
}
