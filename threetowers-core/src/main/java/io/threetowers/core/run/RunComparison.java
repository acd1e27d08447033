package io.threetowers.core.run;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Several runs side by side: a table for the terminal, and a page with curves. */
public final class RunComparison {
  private final List<RecordedRun> runs;
  private final ComparisonTable table;

  private RunComparison(List<RecordedRun> runs) {
    this.runs = runs;
    this.table = ComparisonTable.of(runs);
  }

  /**
   * Reads run folders, and those of sweeps, which stand for all their runs; runs that are under way
   * or were killed are fine.
   *
   * @throws InvalidInputException if there is no folder, or some are no run: one line for each
   */
  public static RunComparison of(List<Path> runs) {
    if (runs.isEmpty()) {
      throw new InvalidInputException("there is no run to compare; name one or more run folders");
    }
    return new RunComparison(
        RunReader.read(runs.stream().flatMap(SweepFolder::runsOf).distinct().toList()));
  }

  /**
   * The last value of each metric, the best of each column marked: a row per run, or per group of
   * runs that differ by their seed alone, with mean and standard deviation.
   *
   * @param width how many characters fit into a line; less important columns are left out
   */
  public String table(int width) {
    return new TerminalTable(table, width).text();
  }

  /**
   * Writes {@code comparison.html}, one page that needs no other file and no network, into a folder
   * that is made if it is missing.
   *
   * @return the page
   */
  public Path writeHtml(Path dir) {
    try {
      Files.createDirectories(dir);
      return Files.writeString(
          dir.resolve("comparison.html"), new ComparisonPage(runs, table).html());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
