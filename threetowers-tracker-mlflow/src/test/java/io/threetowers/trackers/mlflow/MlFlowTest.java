package io.threetowers.trackers.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TrackerContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlFlowTest extends TrackerContract {
  private static final Patience SHORT =
      new Patience(
          Duration.ofMillis(20),
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofSeconds(20),
          5000);

  @TempDir private Path folder;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private TrackingServer server;

  @BeforeEach
  void startTheServer() throws IOException {
    server = new TrackingServer();
  }

  @AfterEach
  void stopTheServer() {
    server.close();
  }

  @Override
  protected Tracker create(Path run, BuildContext context) {
    return new MlFlow()
        .create(
            new MlFlow.Config(Optional.of(server.uri()), "emoji", Optional.empty()), run, context);
  }

  private Tracker open(Patience patience) {
    RestApi api = new RestApi(URI.create(server.uri()), Optional.of("Bearer secret"));
    return MlFlowTracker.start(
        new RemoteRun(api, "emoji", "first", folder.resolve("mlflow.json")),
        patience,
        warnings::add);
  }

  @Test
  void makesExperimentAndRunAndSendsEveryNumber() {
    Map<String, Double> step = new LinkedHashMap<>();
    step.put("loss", 2.5);
    step.put("loss/img-txt", Double.NaN);
    try (Tracker tracker = open(SHORT)) {
      tracker.step(10, step);
      tracker.evaluation(10, "retrieval", "test", Map.of("image_to_text_R@1", 0.25));
      tracker.ended(Tracker.End.DONE);
    }
    assertThat(server.paths())
        .startsWith("experiments/get-by-name", "experiments/create", "runs/create")
        .endsWith("runs/update");
    assertThat(server.calls("experiments/get-by-name").get(0).body())
        .isEqualTo("experiment_name=emoji");
    assertThat(server.calls("experiments/create").get(0).json().get("name").getAsString())
        .isEqualTo("emoji");
    JsonObject made = server.calls("runs/create").get(0).json();
    assertThat(made.get("experiment_id").getAsString()).isEqualTo("7");
    assertThat(made.get("run_name").getAsString()).isEqualTo("first");
    List<String> sent =
        metrics().stream()
            .map(m -> m.get("key").getAsString() + " " + m.get("step") + " " + m.get("value"))
            .toList();
    assertThat(sent)
        .containsExactly(
            "loss 10 2.5",
            "loss/img-txt 10 \"NaN\"",
            "test/retrieval/image_to_text_R_at_1 10 0.25");
    assertThat(server.calls("runs/update").get(0).json().get("status").getAsString())
        .isEqualTo("FINISHED");
    assertThat(server.calls("runs/log-batch"))
        .allMatch(call -> call.authorization().equals("Bearer secret"));
  }

  private List<JsonObject> metrics() {
    return server.calls("runs/log-batch").stream()
        .filter(call -> call.json().has("metrics"))
        .flatMap(call -> call.json().getAsJsonArray("metrics").asList().stream())
        .map(element -> element.getAsJsonObject())
        .toList();
  }

  @Test
  void goesOnWithTheRunThatTheFolderRemembers() {
    for (int part = 1; part <= 2; part++) {
      try (Tracker tracker = open(SHORT)) {
        tracker.settings(Map.of("seed", "0", "train.duration", part + " epochs"));
        tracker.step(part, Map.of("loss", 1.0));
        tracker.ended(part == 1 ? Tracker.End.STOPPED : Tracker.End.DONE);
      }
    }
    assertThat(server.calls("runs/create")).hasSize(1);
    assertThat(server.calls("runs/update"))
        .extracting(call -> call.json().get("status").getAsString())
        .containsExactly("KILLED", "RUNNING", "FINISHED");
    assertThat(metrics()).hasSize(2);
    // MLflow lets nobody change a parameter.
    assertThat(server.parameters())
        .isEqualTo(Map.of("run1 seed", "0", "run1 train.duration", "1 epochs"));
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"DONE, FINISHED", "STOPPED, KILLED", "FAILED, FAILED"})
  void saysHowTheRunEnded(Tracker.End end, String status) {
    try (Tracker tracker = open(SHORT)) {
      tracker.settings(Map.of("seed", "0"));
      tracker.ended(end);
    }
    JsonObject update = server.calls("runs/update").get(0).json();
    assertThat(update.get("status").getAsString()).isEqualTo(status);
    assertThat(update.has("end_time")).isTrue();
  }

  @Test
  void takesARunForFailedWhoseEndNobodyTells() {
    try (Tracker tracker = open(SHORT)) {
      tracker.step(1, Map.of("loss", 1.0));
    }
    assertThat(server.calls("runs/update").get(0).json().get("status").getAsString())
        .isEqualTo("FAILED");
  }

  @Test
  void sendsEverySettingWithinTheServersLimits() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("optimizer.lr-multipliers.a+b", "0.1");
    settings.put("optimizer.lr-multipliers.a*b", "0.2");
    settings.put("edges[0].join[1]", "txt");
    settings.put("long", "x".repeat(7000));
    settings.put("y".repeat(300), "1");
    settings.put("y".repeat(299), "2");
    for (int i = 0; i < 250; i++) {
      settings.put("towers.image.setting-" + i, String.valueOf(i));
    }
    try (Tracker tracker = open(SHORT)) {
      tracker.settings(settings);
      tracker.step(1, Map.of("loss", 1.0));
    }
    assertThat(warnings).isEmpty();
    assertThat(server.parameters())
        .hasSize(256)
        .containsEntry("run1 optimizer.lr-multipliers.a_b", "0.1")
        .containsEntry("run1 optimizer.lr-multipliers.a_b_2", "0.2")
        .containsEntry("run1 edges.0.join.1", "txt")
        .containsEntry("run1 long", "x".repeat(6000))
        .containsEntry("run1 " + "y".repeat(250), "1")
        .containsEntry("run1 " + "y".repeat(248) + "_2", "2");
    assertThat(metrics()).hasSize(1);
  }

  @Test
  void sendsNumbersThoughTheSettingsAreRefused() throws IOException {
    try (Tracker tracker = open(SHORT)) {
      tracker.settings(Map.of("seed", "0"));
    }
    // Another value, and the folder does not remember that the server knows one.
    Path memory = folder.resolve("mlflow.json");
    Files.writeString(memory, Files.readString(memory).replace(",\"settings\":true", ""));
    try (Tracker tracker = open(SHORT)) {
      tracker.settings(Map.of("seed", "1"));
      tracker.step(1, Map.of("loss", 1.0));
    }
    assertThat(metrics()).hasSize(1);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .endsWith(
            "refuses the experiment's settings (it answers 400: no); training goes on without them");
  }

  @Test
  void beginsAnewWhereTheServerHasNoSuchRun() {
    try (Tracker tracker = open(SHORT)) {
      tracker.step(1, Map.of("loss", 1.0));
    }
    server.deleteRuns();
    try (Tracker tracker = open(SHORT)) {
      tracker.step(2, Map.of("loss", 1.0));
    }
    assertThat(server.calls("runs/create")).hasSize(2);
    assertThat(metrics()).hasSize(2);
  }

  @Test
  void sendsAtMostAThousandNumbersAtOnce() {
    try (Tracker tracker = open(SHORT)) {
      for (int step = 1; step <= 2500; step++) {
        tracker.step(step, Map.of("loss", 1.0 / step));
      }
    }
    assertThat(metrics()).hasSize(2500);
    assertThat(server.calls("runs/log-batch"))
        .allMatch(call -> call.json().getAsJsonArray("metrics").size() <= 1000);
  }

  @Test
  void losesNothingWhileTheServerIsAwayForAMoment() {
    server.failNext(6);
    try (Tracker tracker = open(SHORT)) {
      for (int step = 1; step <= 50; step++) {
        tracker.step(step, Map.of("loss", 1.0 / step));
      }
    }
    assertThat(metrics()).extracting(metric -> metric.get("step").getAsInt()).hasSize(50);
    assertThat(warnings).hasSize(1);
  }

  /** Nobody listens there: neither the steps nor the end wait longer than they may. */
  @Test
  void holdsUpNothingWhileTheServerStaysAway() {
    server.close();
    Patience patience =
        new Patience(
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            100);
    long started = System.nanoTime();
    try (Tracker tracker = open(patience)) {
      for (int step = 1; step <= 1000; step++) {
        tracker.step(step, Map.of("loss", 1.0 / step));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    assertThat(folder.resolve("mlflow.json")).doesNotExist();
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0))
        .startsWith("the MLflow server at " + server.uri() + " cannot be reached (")
        .endsWith("); training goes on, and the numbers wait");
    assertThat(warnings.get(1)).startsWith("1000 number(s) of the run did not reach");
  }

  @Test
  void countsWhatTheServerRefuses() {
    server.refuseNumbers();
    try (Tracker tracker = open(SHORT)) {
      tracker.step(1, Map.of("loss", 1.0));
      tracker.step(2, Map.of("loss", 1.0));
    }
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0))
        .endsWith("refuses numbers (it answers 400: no); training goes on without them");
    assertThat(warnings.get(1)).startsWith("2 number(s) of the run did not reach");
  }

  /** It answers nothing at all: the end of the run does not wait for it. */
  @Test
  void givesUpAServerThatHangs() {
    server.hang();
    Patience patience =
        new Patience(
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            100);
    long started = System.nanoTime();
    try (Tracker tracker = open(patience)) {
      tracker.step(1, Map.of("loss", 1.0));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith("1 number(s) of the run did not reach");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "loss/img-txt         | loss/img-txt",
        "image_to_text_R@1    | image_to_text_R_at_1",
        "a \"name\"           | a _name_",
        "../up                | _/up",
        "/a//b/               | _/a/_/b/_",
        "狐=1                 | 狐_1",
      })
  void givesNumbersNamesThatTheServerTakes(String metric, String name) {
    assertThat(Measurement.name(metric)).isEqualTo(name);
    assertThat(TrackingServer.isValid(name)).isTrue();
  }

  @Test
  void shortensNamesThatAreTooLong() {
    assertThat(Measurement.name("x".repeat(400))).hasSize(250);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:5000", "file:/tmp/mlruns", "mlruns", "http://", "http://a b"})
  void refusesWhatIsNoServer(String uri) {
    MlFlow.Config config = new MlFlow.Config(Optional.of(uri), "emoji", Optional.empty());
    assertThatThrownBy(() -> new MlFlow().create(config, folder, new HostContext("mlflow")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("'%s' is no address of an MLflow server, such as http://localhost:5000", uri);
  }

  @Test
  void tellsWhoWritesAsMlflowsOwnClientsDo() {
    assertThat(Credentials.of(Map.of())).isEmpty();
    assertThat(Credentials.of(Map.of("MLFLOW_TRACKING_TOKEN", "t"))).contains("Bearer t");
    assertThat(
            Credentials.of(
                Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p")))
        .contains("Basic dTpw");
  }

  @Test
  void saysThatItsMemoryIsDamagedAndLeavesItAlone() throws IOException {
    Files.writeString(folder.resolve("mlflow.json"), "{");
    RestApi api = new RestApi(URI.create(server.uri()), Optional.empty());
    RemoteRun run = new RemoteRun(api, "emoji", "first", folder.resolve("mlflow.json"));
    assertThatThrownBy(() -> run.log(List.of()))
        .isInstanceOf(IOException.class)
        .hasMessage("'%s' is damaged; remove it", folder.resolve("mlflow.json"));
    assertThat(folder.resolve("mlflow.json")).hasContent("{");
  }
}
