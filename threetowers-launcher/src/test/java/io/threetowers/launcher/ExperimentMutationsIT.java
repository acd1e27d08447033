package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few thousand of the mutants of which {@code tools/mutate-experiments} makes as many as asked.
 */
class ExperimentMutationsIT {
  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void areAcceptedOrToldWithinTwoSeconds() throws IOException {
    ExperimentMutations.Report report = ExperimentMutations.run(3000, System.nanoTime(), folder);
    System.out.println(report);
    assertThat(report.defects()).as("%s", report).isEmpty();
    assertThat(report.accepted()).as("%s", report).isPositive();
    assertThat(report.told()).as("%s", report).isPositive();
  }
}
