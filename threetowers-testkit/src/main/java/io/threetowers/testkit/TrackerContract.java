package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tracker;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every tracker must do: extend it and say how yours is opened.
 *
 * <pre>{@code
 * class LossCurveTest extends TrackerContract {
 *   @Override
 *   protected Tracker create(Path run, BuildContext context) {
 *     return new LossCurve().create(new LossCurve.Config("loss.txt"), run, context);
 *   }
 *   // …
 * }
 * }</pre>
 */
public abstract class TrackerContract {
  private static final int STEPS = 100;

  @TempDir private Path run;

  /**
   * Opens the tracker under test; several times for one folder, as a run that is resumed does.
   *
   * @param run the run's folder
   * @param context of the tracker's block
   * @return a tracker with the same settings each time
   * @throws IOException fails the test
   */
  protected abstract Tracker create(Path run, BuildContext context) throws IOException;

  private Tracker open() throws IOException {
    return create(run, new HostContext("tracker"));
  }

  @Test
  void takesWhateverIsLogged() throws IOException {
    Map<String, Double> odd = new LinkedHashMap<>();
    odd.put("loss", Double.NaN);
    odd.put("grad_norm", Double.POSITIVE_INFINITY);
    odd.put("logit-scale", Double.NEGATIVE_INFINITY);
    odd.put("loss/img-txt", -0.0);
    odd.put("smallest", Double.MIN_VALUE);
    odd.put("a \"name\"\\\n狐", Double.MAX_VALUE);
    // The host gives no map that may be changed.
    Map<String, Double> metrics = Collections.unmodifiableMap(odd);
    Map<String, String> settings = new LinkedHashMap<>();
    odd.keySet().forEach(name -> settings.put(name, "{a: \"b\"}\n狐".repeat(1000)));
    try (Tracker tracker = open()) {
      tracker.settings(Collections.unmodifiableMap(settings));
      tracker.step(1, metrics);
      tracker.evaluation(1, "retrieval", "val", metrics);
      tracker.evaluation(1, "zero \"shot\"", "a/b: c", metrics);
      tracker.step(2, Map.of());
      tracker.evaluation(2, "retrieval", "val", Map.of());
      tracker.step(1L << 40, metrics);
      tracker.ended(Tracker.End.FAILED);
    }
  }

  @Test
  void mayBeClosedWithoutALineAndTwice() throws IOException {
    open().close();
    Tracker tracker = open();
    log(tracker, 1, 2);
    tracker.close();
    tracker.close();
  }

  @Test
  void keepsWhatItWroteWhenARunIsResumed() throws IOException {
    try (Tracker tracker = open()) {
      log(tracker, 1, 9);
    }
    Map<String, Integer> before = sizes();
    try (Tracker tracker = open()) {
      log(tracker, 10, 10);
    }
    Map<String, Integer> after = sizes();
    before.forEach(
        (file, size) ->
            assertThat(after.getOrDefault(file, 0))
                .as("bytes of %s, which a run wrote before it was resumed", file)
                .isGreaterThanOrEqualTo(size));
  }

  /** A run goes on from its last checkpoint, and logs again what it had logged after that. */
  @Test
  void takesStepsThatComeAgain() throws IOException {
    try (Tracker tracker = open()) {
      log(tracker, 1, 9);
    }
    try (Tracker tracker = open()) {
      log(tracker, 5, 9);
    }
    try (Tracker tracker = open()) {
      tracker.evaluation(4, "retrieval", "val", Map.of("image_to_text_R@1", 0.5));
      log(tracker, 5, 6);
    }
  }

  @Test
  void leavesTheRunsOtherFilesAlone() throws IOException {
    List<String> names = List.of("resolved.yaml", "run.json", "out.log", "checkpoints/latest");
    Files.createDirectory(run.resolve("checkpoints"));
    for (String name : names) {
      Files.writeString(run.resolve(name), "of the host");
    }
    try (Tracker tracker = open()) {
      log(tracker, 1, 3);
    }
    assertThat(names).allSatisfy(name -> assertThat(run.resolve(name)).hasContent("of the host"));
  }

  @Test
  void leavesNoThreadAndNoFileOpen() throws IOException {
    Leftovers.assertNoneAfter(
        () -> {
          Path own = Files.createTempDirectory(run, "run");
          try (Tracker tracker = create(own, new HostContext("tracker"))) {
            log(tracker, 1, 1);
          }
        });
  }

  /** It is called on the training thread. */
  @Test
  void doesNotHoldUpTheTraining() throws IOException {
    try (Tracker tracker = open()) {
      log(tracker, 1, 1);
      long started = System.nanoTime();
      log(tracker, 2, STEPS + 1);
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .as("%d steps", STEPS)
          .isLessThan(Duration.ofMillis(10 * STEPS));
    }
  }

  /** Each step, and an evaluation after each second one. */
  private static void log(Tracker tracker, int first, int last) {
    for (int step = first; step <= last; step++) {
      tracker.step(step, Map.of("loss", 1.0 / step, "lr", 1e-3));
      if (step % 2 == 0) {
        tracker.evaluation(step, "retrieval", "val", Map.of("image_to_text_R@1", 0.25));
      }
    }
  }

  private Map<String, Integer> sizes() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sizes.put(run.relativize(file).toString(), Math.toIntExact(Files.size(file)));
      }
    }
    return sizes;
  }
}
