package io.threetowers.launcher;

import io.threetowers.core.embed.EmbedListener;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * What a person sees while embeddings are written, on the standard error stream: one line that
 * renews itself on a terminal, one line every ten seconds elsewhere.
 */
final class ConsoleEmbedding implements EmbedListener, AutoCloseable {
  private final PrintWriter err;
  private final boolean terminal;
  private final ProgressPace pace;
  private boolean open;

  ConsoleEmbedding(PrintWriter err, boolean terminal, LongSupplier nanos) {
    this.err = err;
    this.terminal = terminal;
    this.pace = new ProgressPace(nanos);
  }

  /** On the error stream of this process. */
  static ConsoleEmbedding on(PrintWriter err) {
    return new ConsoleEmbedding(err, Boolean.getBoolean(ConsoleFetch.TERMINAL), System::nanoTime);
  }

  @Override
  public void note(String line) {
    close();
    err.println(line);
    err.flush();
  }

  @Override
  public void progress(Progress progress) {
    String rate = ProgressText.pace(progress.perSecond(), progress.secondsLeft());
    if (terminal && pace.renews()) {
      err.print(
          "%s%s  %s  %s"
              .formatted(
                  ProgressText.CLEAR,
                  ProgressText.bar(progress.done(), progress.total()),
                  rate,
                  progress.embedding()));
      err.flush();
      open = true;
    } else if (!terminal && pace.tells()) {
      err.println(ProgressText.share(progress.done(), progress.total()) + "  " + rate);
      err.flush();
    }
  }

  /** Nothing is left of the line that renewed itself. */
  @Override
  public void close() {
    if (open) {
      err.print(ProgressText.CLEAR);
      err.flush();
      open = false;
    }
  }
}
