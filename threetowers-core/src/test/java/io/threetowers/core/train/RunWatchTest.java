package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.core.data.MemorySource;
import io.threetowers.core.watch.Profile;
import io.threetowers.core.watch.StepRange;
import io.threetowers.core.watch.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of tiny towers, each with one illness planted, and one that is well. */
class RunWatchTest {
  private static final int STEPS = 60;
  private static final int EXAMPLES = 64;
  private static final long SEED = 20_261_122;
  private static final String WELL =
      TinyExperiment.THREE_TOWERS.formatted("").replace("lr: 0.01", "lr: 0.05")
          + "loader: {batch: 8, workers: 1}\n";

  @TempDir private Path folder;
  private final Witness run = new Witness();

  @Test
  void isSilentAboutARunThatIsWell() throws Exception {
    train(WELL);
    assertThat(run.warnings).isEmpty();
    assertThat(run.logs.get(STEPS - 1).result().loss()).as("that it learns").isLessThan(1.9);
  }

  @Test
  void tellsOnceOfALossThatIsNoBetterThanAGuess() throws Exception {
    String still = WELL.replace("lr: 0.05", "lr: 1e-9");
    train(still, pairs(i -> i, i -> i), 2 * STEPS, Optional.empty());
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
    train(WELL, pairs(i -> 0, i -> i), STEPS, Optional.empty());
    assertThat(run.warnings)
        .anyMatch(
            line ->
                line.startsWith(
                    "the embeddings 'img' have collapsed in one direction: two examples have a cosine of 1.0000 on average; lower optimizer.lr"));
    assertThat(run.metrics.get(0)).containsKeys("cosine/img", "rank/txt");
    assertThat(run.metrics.get(0).get("cosine/img")).isGreaterThan(0.9999);
  }

  @Test
  void tellsOfEmbeddingsThatLieOnALine() throws Exception {
    train(
        WELL.replace("reads: image, }", "reads: image, width: 1}").replace("width: 5", "width: 8"));
    assertThat(run.warnings)
        .anyMatch(
            line ->
                line.matches(
                    "the embeddings 'img' have collapsed onto a line: they spread over 1\\.\\d of their 8 dimensions; .*"));
  }

  @Test
  void stopsAtANumberThatIsNoneAndNamesTowerAndExampleAndKeepsTheCheckpointBefore()
      throws Exception {
    List<Example> examples = new ArrayList<>(pairs(i -> i, i -> i).examples());
    Map<String, Value> fields = new HashMap<>(examples.get(17).fields());
    byte[] white = new byte[12];
    Arrays.fill(white, (byte) 255);
    fields.put("image", new Pixels(2, 2, white));
    examples.set(17, new Example("key17", fields));
    MemorySource source = new MemorySource(pairs(i -> i, i -> i).fields(), examples);
    String poisoned =
        WELL.replace("reads: image, }", "reads: image, poisoned: true}")
            + "checkpoint: {every: 1 steps}\n";
    assertThatThrownBy(() -> train(poisoned, source, STEPS, Optional.empty()))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageMatching(
            "step 3: the loss of edge img-txt is NaN, because the output of tower 'image' is not finite in 1 of 8 rows; the parameters are those before this step\\. .* key17");
    try (TinyRun again = new TinyRun(poisoned, folder, run)) {
      assertThat(again.store.load("latest").step()).isEqualTo(2);
      again
          .saved("latest")
          .forEach((name, values) -> assertThat(values).as(name).doesNotContain(Float.NaN));
    }
  }

  @Test
  void tellsOfATemperatureAtItsLimit() throws Exception {
    String held = WELL.replace("type: tiny-nce", "type: tiny-nce, limit: 1.2");
    train(held, pairs(i -> i, i -> i), 2 * STEPS, Optional.empty());
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
    train(WELL, pairs(i -> i, i -> i / 4 * 4), STEPS, Optional.empty());
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
    // The loader is ahead: in the last step it may have nothing left to do.
    assertThat(run.metrics.stream().mapToDouble(step -> step.get("time/transform")).sum())
        .isPositive();
  }

  @Test
  void countsWhatTheLoaderDoesSinceTheLastLogThoughTheTimelineChangesSomething() throws Exception {
    String changed = WELL + "timeline: [{at: 10, edge-weights: {img-txt: 1/2}}]\n";
    train(changed, new SlowSource(pairs(i -> i, i -> i)), 12, Optional.empty());
    double soFar = 0;
    for (int i = 0; i < 11; i++) {
      soFar += run.metrics.get(i).get("time/read");
    }
    assertThat(run.metrics.get(10).get("time/read")).as("of one step").isLessThan(soFar / 2);
  }

  @Test
  void looksAfterATowerWhileTheTimelineHasItTrained() throws Exception {
    String thawing =
        WELL.replace(
                "third-img: {from: third, type: linear,",
                "third-img: {from: third, type: linear, frozen: true,")
            + """
              timeline:
                - {at: 3, thaw: ['towers\\.third\\..*']}
                - {at: 6, freeze: ['towers\\.third\\..*']}
              """;
    train(thawing, pairs(i -> i, i -> i), 8, Optional.empty());
    for (int i = 0; i < 8; i++) {
      assertThat(run.metrics.get(i).containsKey("cosine/third-img"))
          .as("step %d", i + 1)
          .isEqualTo(i >= 3 && i < 6);
    }
  }

  @Test
  void saysThatReadingTakesLongestWhereItDoes() throws Exception {
    train(WELL, new SlowSource(pairs(i -> i, i -> i)), 14, Optional.empty());
    Optional<Verdict> verdict = run.logs.get(13).verdict();
    assertThat(verdict).isPresent();
    assertThat(verdict.get().text())
        .matches("waiting for data \\d+ %: reading takes longest, \\d+ % of the time; put .*");
    assertThat(run.logs.get(1).verdict()).as("before three logs agree").isEmpty();
  }

  @Test
  void writesATraceOfTheStepsThatWereAskedForAndLeavesThemOutOfTheThroughput() throws Exception {
    Path traces = folder.resolve("trace");
    train(WELL, pairs(i -> i, i -> i), 8, Optional.of(new Profile(new StepRange(4, 5), traces)));
    Path file = traces.resolve("steps_4-5.json");
    assertThat(run.notes)
        .contains("profile: " + file + ", for https://ui.perfetto.dev or chrome://tracing");
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
    train(WELL, pairs(i -> i, i -> i), 4, Optional.of(new Profile(new StepRange(3, 9), traces)));
    assertThat(names(events(traces.resolve("steps_3-9.json")), 1)).contains("step 3", "step 4");
  }

  private void train(String yaml) throws Exception {
    train(yaml, pairs(i -> i, i -> i), STEPS, Optional.empty());
  }

  private void train(String yaml, DataSource source, int steps, Optional<Profile> profile)
      throws Exception {
    String logged = yaml.replace("duration: 100", "duration: %d, log-every: 1".formatted(steps));
    try (TinyRun tiny = new TinyRun(logged, folder, run)) {
      assertThat(tiny.loop(source, profile)).isEqualTo(TrainingLoop.End.DONE);
    }
  }

  /**
   * Pairs of an image and a caption of four bytes that say the same.
   *
   * @param image which of the random images example i has
   * @param text which of the random captions example i has
   */
  private static MemorySource pairs(IntUnaryOperator image, IntUnaryOperator text) {
    Random random = new Random(SEED);
    List<byte[]> letters = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      byte[] four = new byte[4];
      for (int j = 0; j < four.length; j++) {
        four[j] = (byte) (32 + random.nextInt(95));
      }
      letters.add(four);
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      byte[] rgb = new byte[12];
      byte[] shown = letters.get(image.applyAsInt(i));
      for (int j = 0; j < rgb.length; j++) {
        rgb[j] = (byte) (2 * shown[j % 4]);
      }
      String caption = new String(letters.get(text.applyAsInt(i)), StandardCharsets.US_ASCII);
      examples.add(
          new Example(
              "key" + i,
              Map.of(
                  "image", new Pixels(2, 2, rgb),
                  "text", new Value.Text(List.of(caption)),
                  "parity", new Value.Label("even"))));
    }
    return new MemorySource(MemorySource.pictures(List.of()).fields(), examples);
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
