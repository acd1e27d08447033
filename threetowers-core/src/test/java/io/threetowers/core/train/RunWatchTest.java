package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.core.watch.Profile;
import io.threetowers.core.watch.StepRange;
import io.threetowers.core.watch.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs of tiny towers, each with one illness planted, and one that is well. */
class RunWatchTest {
  private static final int STEPS = 60;
  private static final String WELL =
      TinyExperiment.THREE_TOWERS.formatted("").replace("lr: 0.01", "lr: 0.05")
          + "loader: {batch: 8, workers: 1}\n";

  @TempDir private Path folder;
  private final WatchedRun run = new WatchedRun();

  @Test
  void isSilentAboutARunThatIsWell() throws Exception {
    train(WELL);
    assertThat(run.warnings).isEmpty();
    assertThat(run.logs.get(STEPS - 1).result().loss()).as("that it learns").isLessThan(1.9);
  }

  @Test
  void tellsOnceOfALossThatIsNoBetterThanAGuess() throws Exception {
    String still = WELL.replace("lr: 0.05", "lr: 1e-9");
    train(still, WatchedRun.pairs(i -> i, i -> i), 2 * STEPS, Optional.empty());
    assertThat(run.warnings)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "the loss of edge (img-txt|img-third-third-img) stays at 2\\.\\d+, no better than a guess in a batch of 8 \\(2\\.079\\): .*optimizer\\.lr.*"));
  }

  @Test
  void tellsOfEmbeddingsThatAreAllTheSame() throws Exception {
    run.train(WELL, folder, WatchedRun.pairs(i -> 0, i -> i), STEPS, Optional.empty());
    assertThat(run.warnings)
        .anyMatch(
            line ->
                line.startsWith(
                    "the embeddings 'img' have collapsed in one direction: two examples have a cosine of 1.0000 on average; lower optimizer.lr"));
    assertThat(run.metrics.get(0)).containsKeys("cosine/img", "rank/txt");
    assertThat(run.metrics.get(0).get("cosine/img")).isGreaterThan(0.9999);
  }

  @Test
  void tellsOfATemperatureAtItsLimit() throws Exception {
    String held = WELL.replace("type: tiny-nce", "type: tiny-nce, limit: 1.2");
    train(held, WatchedRun.pairs(i -> i, i -> i), 2 * STEPS, Optional.empty());
    assertThat(run.warnings)
        .containsExactly(
            "losses.nce.temperature stays at its upper limit of 1.200 and learns no more: raise the limit in the settings of the loss, or lower optimizer.lr");
  }

  @Test
  void tellsOfParametersThatNoGradientReaches() throws Exception {
    train(WELL.replace("reads: image, }", "reads: image, spare: true}"));
    assertThat(run.warnings)
        .containsExactly(
            "no gradient has reached towers.image.spare (2) in the last 10 logs: freeze what is not to learn (frozen-parameters), or join an edge to what it computes");
  }

  @Test
  void tellsOfCaptionsThatRepeatInABatch() throws Exception {
    run.train(WELL, folder, WatchedRun.pairs(i -> i, i -> i / 4 * 4), STEPS, Optional.empty());
    assertThat(run.metrics.get(0)).containsEntry("duplicates/text", 0.75);
    assertThat(run.warnings)
        .contains(
            "75 % of the rows that tower 'text' reads in a batch equal another's, and the loss takes them for negatives: set loader.distinct to the field of the captions or of what they name");
  }

  @Test
  void logsEveryStageAndTheyAddUpToTheStep() throws Exception {
    train(WELL);
    Map<String, Double> last = run.metrics.get(STEPS - 1);
    List<String> ofStep =
        List.of(
            "wait",
            "copy",
            "forward/image",
            "forward/text",
            "forward/third",
            "heads",
            "loss",
            "backward/image",
            "backward/text",
            "backward/third",
            "optimizer");
    List<String> loader = List.of("read", "decode", "augment", "transform", "collate");
    for (String stage : ofStep) {
      assertThat(last).containsKey("time/" + stage);
    }
    for (String stage : loader) {
      assertThat(last).containsKey("time/" + stage);
    }
    double sum = ofStep.stream().mapToDouble(stage -> last.get("time/" + stage)).sum();
    assertThat(sum).isPositive().isLessThanOrEqualTo(last.get("batch_seconds"));
    assertThat(last.get("time/transform")).isPositive();
  }

  @Test
  void saysThatReadingTakesLongestWhereItDoes() throws Exception {
    train(WELL, new SlowSource(WatchedRun.pairs(i -> i, i -> i)), 14, Optional.empty());
    Optional<Verdict> verdict = run.logs.get(13).verdict();
    assertThat(verdict).isPresent();
    assertThat(verdict.get().text())
        .matches("waiting for data \\d+ %: reading takes longest, \\d+ % of the time; put .*");
    assertThat(run.logs.get(1).verdict()).as("before three logs agree").isEmpty();
  }

  @Test
  void writesATraceOfTheStepsThatWereAskedForAndLeavesThemOutOfTheThroughput() throws Exception {
    Path traces = folder.resolve("trace");
    train(
        WELL,
        WatchedRun.pairs(i -> i, i -> i),
        8,
        Optional.of(new Profile(new StepRange(4, 5), traces)));
    Path file = traces.resolve("steps_4-5.json");
    assertThat(run.notes)
        .containsExactly("profile: " + file + ", for https://ui.perfetto.dev or chrome://tracing");
    JsonArray events = events(file);
    assertThat(names(events, 1))
        .contains("step 4", "step 5", "forward/image", "backward/text", "loss", "optimizer")
        .doesNotContain("step 3", "step 6");
    assertThat(names(events, 2))
        .contains("aten::linear", "aten::tanh", "aten::_fused_adamw_", "normalize");
    JsonObject step = event(events, "step 4");
    JsonObject linear = event(events, "aten::linear");
    assertThat(begin(linear))
        .as("the two clocks")
        .isBetween(begin(step), end(event(events, "step 5")));
    double slow = run.logs.get(3).batchSeconds();
    assertThat(slow).as("the step before stands for it").isEqualTo(run.logs.get(2).batchSeconds());
    try (var files = Files.list(traces)) {
      assertThat(files).as("nothing else is left").hasSize(1);
    }
  }

  @Test
  void writesTheTraceOfStepsThatTheRunDidNotFinish() throws Exception {
    Path traces = folder.resolve("trace");
    train(
        WELL,
        WatchedRun.pairs(i -> i, i -> i),
        4,
        Optional.of(new Profile(new StepRange(3, 9), traces)));
    assertThat(names(events(traces.resolve("steps_3-9.json")), 1)).contains("step 3", "step 4");
  }

  private void train(String yaml) throws Exception {
    train(yaml, WatchedRun.pairs(i -> i, i -> i), STEPS, Optional.empty());
  }

  private void train(String yaml, DataSource source, int steps, Optional<Profile> profile)
      throws Exception {
    run.train(yaml, folder, source, steps, profile);
  }

  private static JsonArray events(Path trace) throws IOException {
    JsonObject whole = JsonParser.parseString(Files.readString(trace)).getAsJsonObject();
    JsonArray events = whole.getAsJsonArray("traceEvents");
    for (JsonElement element : events) {
      JsonObject event = element.getAsJsonObject();
      assertThat(event.keySet()).contains("name", "ph", "pid", "tid");
      assertThat(event.get("pid").getAsJsonPrimitive().isNumber()).isTrue();
      if (event.get("ph").getAsString().equals("X")) {
        assertThat(event.get("ts").getAsDouble()).isNotNegative();
        assertThat(event.get("dur").getAsDouble()).isNotNegative();
      }
    }
    return events;
  }

  private static List<String> names(JsonArray events, int process) {
    List<String> names = new ArrayList<>();
    for (JsonElement event : events) {
      if (event.getAsJsonObject().get("pid").getAsInt() == process) {
        names.add(event.getAsJsonObject().get("name").getAsString());
      }
    }
    return names;
  }

  private static JsonObject event(JsonArray events, String name) {
    for (JsonElement event : events) {
      if (event.getAsJsonObject().get("name").getAsString().equals(name)) {
        return event.getAsJsonObject();
      }
    }
    throw new AssertionError("no event " + name);
  }

  private static double begin(JsonObject event) {
    return event.get("ts").getAsDouble();
  }

  private static double end(JsonObject event) {
    return begin(event) + event.get("dur").getAsDouble();
  }

  /** A disk that takes ten milliseconds for an example. */
  private record SlowSource(DataSource source) implements DataSource {
    @Override
    public Map<String, FieldType> fields() {
      return source.fields();
    }

    @Override
    public long size() {
      return source.size();
    }

    @Override
    public Cursor open(Pass pass) {
      Cursor all = source.open(pass);
      return new Cursor() {
        @Override
        public @Nullable Example next() throws IOException {
          LockSupport.parkNanos(10_000_000);
          return all.next();
        }

        @Override
        public void close() throws IOException {
          all.close();
        }
      };
    }
  }
}
