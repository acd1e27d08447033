package io.threetowers.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.api.config.Doc;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every step of big_vision's create_learning_rate_schedule and of open_clip's scheduler:
 * tools/goldens/schedules.py.
 */
final class ScheduleGoldensTest {
  private static final int TOTAL = 60;
  private static final int BATCH = 8;
  private static final int EXAMPLES = 100;

  /** Of big_vision's, which are float32, and their cosine's last value is no zero. */
  private static final double TOLERANCE = 1e-7;

  @TempDir private Path folder;

  record File(@Doc("what is compared") Schedule schedule) {}

  static Stream<String> goldens() throws IOException, URISyntaxException {
    Path file = Path.of(ScheduleGoldensTest.class.getResource("schedules.tsv").toURI());
    return Files.readAllLines(file).stream();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void equalsTheReferenceAtEveryStep(String line) {
    String[] columns = line.split("\t", -1);
    Schedule schedule = schedule(columns[0]);
    String[] expected = columns[1].split(" ", -1);
    assertThat(expected).hasSizeGreaterThanOrEqualTo(TOTAL);
    for (int step = 0; step < expected.length; step++) {
      assertThat(schedule.at(step, TOTAL, BATCH, EXAMPLES))
          .as("step %d", step)
          .isCloseTo(Double.parseDouble(expected[step]), within(TOLERANCE));
    }
  }

  private Schedule schedule(String settings) {
    try {
      Path file = Files.writeString(folder.resolve("schedule.yaml"), "schedule: " + settings);
      return new ConfigReader(new ComponentRegistry(List.of()))
          .read(file, List.of(), File.class)
          .value()
          .schedule();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
