package io.threetowers.trackers.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against files that TensorBoard's own writer made: {@code tools/goldens/tensorboard_events.py}.
 */
class EventTrackerTest {
  @TempDir private Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void writesTheBytesOfTensorBoardsOwnWriter() throws IOException {
    try (EventTracker tracker = at(1_700_000_000_500L)) {
      tracker.step(10, values("loss", 2.5, "lr", 0, "loss/img_txt", Double.NaN));
      tracker.step(300, values("loss", -1e-3, "big", Double.MAX_VALUE));
      tracker.evaluation(300, "retrieval", "test", Map.of("R1", 0.25));
    }
    assertThat(files()).hasSize(1);
    assertThat(files().get(0)).hasBinaryContent(golden("first.tfevents"));
  }

  @Test
  void letsTensorBoardForgetTheStepsThatComeAgain() throws IOException {
    try (EventTracker tracker = at(1_700_000_000_500L)) {
      tracker.step(300, Map.of("loss", 9.0));
    }
    try (EventTracker tracker = at(1_700_000_100_250L)) {
      tracker.step(300, Map.of("loss", 1.5));
    }
    assertThat(files()).hasSize(2);
    assertThat(files().get(1)).hasBinaryContent(golden("resumed.tfevents"));
  }

  @Test
  void writesTheSettingsAsATableThatTensorBoardShows() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("seed", "0");
    settings.put("edges[0].weight", "1/3");
    try (EventTracker tracker = at(1_700_000_000_500L)) {
      tracker.settings(settings);
      tracker.step(10, values("loss", 2.5));
    }
    assertThat(files().get(0)).hasBinaryContent(golden("settings.tfevents"));
  }

  /** What was logged of a step before it is evaluated stays. */
  @Test
  void keepsTheNumbersOfTheStepThatIsEvaluatedFirst() throws IOException {
    at(1_000).step(7, Map.of());
    try (EventTracker tracker = at(2_000)) {
      tracker.evaluation(7, "r", "val", Map.of());
    }
    byte[] restart = Event.restart(2, 8);
    assertThat(Files.readAllBytes(files().get(1))).containsSequence(restart);
  }

  /** TensorBoard reads them in the order of their names. */
  @Test
  void namesFilesInTheirOrderThoughTheClockIsSetBack() throws IOException {
    for (long seconds : new long[] {5_000, 5_000, 40, 6_000}) {
      try (EventTracker tracker = at(seconds * 1000)) {
        tracker.step(1, Map.of("loss", (double) seconds));
      }
    }
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "events.out.tfevents.0000005000.threetowers",
            "events.out.tfevents.0000005001.threetowers",
            "events.out.tfevents.0000005002.threetowers",
            "events.out.tfevents.0000006000.threetowers");
  }

  /** Half an event would hide all that follow. */
  @Test
  void leavesOutWhatAFullDiskDoesNotTakeAndSaysSoOnce() throws IOException {
    Map<String, Double> loss = Map.of("loss", 2.5);
    try (EventTracker tracker = at(1_000)) {
      tracker.step(1, loss);
      tracker.step(4, loss);
    }
    byte[] expected = Files.readAllBytes(files().get(0));
    Files.delete(files().get(0));

    FullDisk disk = new FullDisk(expected.length - 20);
    try (EventTracker tracker =
        new EventTracker(EventFolder.of(folder), disk::open, () -> 1_000, warnings::add)) {
      tracker.step(1, loss);
      tracker.step(2, loss);
      tracker.evaluation(3, "retrieval", "test", loss);
      disk.clear(20);
      tracker.step(4, loss);
    }
    assertThat(files().get(0)).hasBinaryContent(expected);
    assertThat(warnings)
        .containsExactly(
            "the numbers of '%s' cannot be written (No space left on device); training goes on, and metrics.jsonl and results.jsonl have them all"
                .formatted(folder));
  }

  @Test
  void beginsItsFileLaterWhereThereWasNoRoomForIt() throws IOException {
    FullDisk disk = new FullDisk(10);
    try (EventTracker tracker =
        new EventTracker(EventFolder.of(folder), disk::open, () -> 1_000, warnings::add)) {
      tracker.step(1, Map.of("loss", 2.5));
      assertThat(files()).isEmpty();
      disk.clear(1000);
      tracker.step(2, Map.of("loss", 2.5));
    }
    assertThat(files()).hasSize(1);
    assertThat(warnings).hasSize(1);
  }

  private EventTracker at(long millis) throws IOException {
    return new EventTracker(EventFolder.of(folder), EventFile::create, () -> millis, warnings::add);
  }

  private static Map<String, Double> values(Object... namesAndValues) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
    }
    return values;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EventTrackerTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
