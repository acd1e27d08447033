package io.threetowers.launcher;

import io.threetowers.core.source.FetchProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * What a person sees while files are fetched, on the standard error stream, since the other is for
 * results: one line that renews itself on a terminal, one line every ten seconds elsewhere.
 */
final class ConsoleFetch implements FetchProgress, AutoCloseable {
  /** Set by the start script. */
  static final String TERMINAL = "threetowers.terminal.errors";

  private static final long PAUSE = 10_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private boolean open;
  private long told = System.nanoTime();

  ConsoleFetch(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** On the error stream of this process. */
  static ConsoleFetch on(PrintWriter err) {
    return new ConsoleFetch(err, Boolean.getBoolean(TERMINAL));
  }

  @Override
  public synchronized void note(String line) {
    close();
    err.println(line);
    err.flush();
    told = System.nanoTime();
  }

  @Override
  public synchronized void transferred(Transfer transfer) {
    long now = System.nanoTime();
    if (terminal) {
      err.print(ProgressText.CLEAR + line(transfer));
      err.flush();
      open = true;
    } else if (now - told >= PAUSE) {
      told = now;
      err.println(line(transfer));
      err.flush();
    }
  }

  /** {@code model.safetensors 45 % 540.0 MB of 1200.0 MB 35.1 MB/s 0:19 min left}. */
  static String line(Transfer transfer) {
    String name = transfer.name().replaceFirst(".*[/:](?=[^/])", "").replaceFirst("#.*", "");
    String here = megabytes(transfer.bytes());
    String rate = String.format(Locale.ROOT, "%.1f MB/s", transfer.bytesPerSecond() / 1e6);
    if (transfer.size().isEmpty() || transfer.bytesPerSecond() <= 0) {
      return "%s %s %s".formatted(name, here, rate);
    }
    long size = Math.max(1, transfer.size().getAsLong());
    Duration left =
        Duration.ofSeconds(Math.round((size - transfer.bytes()) / transfer.bytesPerSecond()));
    return String.format(
        Locale.ROOT,
        "%s %d %% %s of %s %s %d:%02d min left",
        name,
        100 * transfer.bytes() / size,
        here,
        megabytes(size),
        rate,
        left.toMinutes(),
        left.toSecondsPart());
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** Nothing is left of the line that renewed itself. */
  @Override
  public synchronized void close() {
    if (open) {
      err.print(ProgressText.CLEAR);
      err.flush();
      open = false;
    }
  }
}
