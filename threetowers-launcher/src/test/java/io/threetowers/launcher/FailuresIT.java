package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people read when a run fails. Each file in {@code failures/} holds the source of a faulty
 * plugin, an experiment, and commands with what they say; see {@link Scene}. Run with {@code
 * -Dgolden=write} to write anew what the commands say, and read the difference.
 */
class FailuresIT {
  private static final Path FOLDER = Scene.RESOURCES.resolve("failures");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> tellsEachFailureInOneLine() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private void check(Path golden) throws IOException {
    Path own = Files.createDirectory(folder.resolve(golden.getFileName()));
    String written = Files.readString(golden);
    String said = Scene.play(written, own);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, said);
    }
    assertThat(said).doesNotContain("\tat ");
    assertThat(said).isEqualTo(written);
  }

  @Test
  void showsTheTraceIfAskedToAndKeepsItInTheLogOfTheRun() throws IOException {
    String scene = Files.readString(FOLDER.resolve("forward-throws.txt"));
    Scene.play(scene, folder);
    assertThat(folder.resolve("run/out.log"))
        .content()
        .contains("| ERROR | train failed: step 1: towers.one: tower 'broken' of plugin bad 1.0")
        .contains("\tat bad//bad.Broken.forward")
        .contains("Caused by: java.io.IOException: the dice were loaded");
    Path again = Files.createDirectory(folder.resolve("again"));
    assertThat(Scene.play(scene.replace("FOLDER/run", "FOLDER/run --debug"), again))
        .contains("\tat bad//bad.Broken.forward")
        .contains("Caused by: java.io.IOException: the dice were loaded");
  }

  @Test
  void goesBackToTheLastWholeCheckpointAndSaysSo() throws IOException {
    String scene =
        """
        -------- mine.yaml
        extends: base.yaml
        checkpoint: {every: 2}
        -------- train FOLDER/mine.yaml --run FOLDER/run
        """;
    assertThat(Scene.play(scene, folder)).contains("exit 0");
    byte[] good = Files.readAllBytes(folder.resolve("run/checkpoints/step_000004/state.json"));
    flipAByte(folder.resolve("run/checkpoints/step_000004/model.safetensors"));
    Command.Outcome resumed = Command.run(resuming());
    assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
    assertThat(resumed.out())
        .contains("step_000004' is damaged: 'model.safetensors' is not what was saved")
        .contains("going on from 'step_000002'")
        .contains("going on after step 2");
    assertThat(folder.resolve("run/checkpoints/step_000004/state.json")).hasBinaryContent(good);

    flipAByte(folder.resolve("run/checkpoints/step_000004/optimizer.safetensors"));
    Files.delete(folder.resolve("run/checkpoints/step_000002/checksums"));
    Command.Outcome refused = Command.run(resuming());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("no whole checkpoint")
        .contains("step_000004' is damaged: 'optimizer.safetensors' is not what was saved")
        .contains("step_000002' is damaged: 'checksums' is missing");
  }

  @Test
  void tellsTrackersWhatIsRunAndHowItEnds() throws Exception {
    String scene =
        """
        -------- bad/Diary.java
        package bad;

        import static java.nio.file.StandardOpenOption.APPEND;
        import static java.nio.file.StandardOpenOption.CREATE;

        import io.threetowers.api.BuildContext;
        import io.threetowers.api.Tracker;
        import io.threetowers.api.TrackerFactory;
        import java.io.IOException;
        import java.io.UncheckedIOException;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import java.util.Map;

        public final class Diary implements TrackerFactory<Diary.Config> {
          public record Config() {}

          @Override
          public String type() {
            return "diary";
          }

          @Override
          public Class<Config> config() {
            return Config.class;
          }

          @Override
          public Tracker create(Config config, Path run, BuildContext context) {
            return new Tracker() {
              @Override
              public void settings(Map<String, String> settings) {
                write(settings.get("train.log-every"));
              }

              @Override
              public void ended(End end) {
                write(" " + end);
              }

              @Override
              public void close() {}

              private void write(String text) {
                try {
                  Files.writeString(run.resolve("diary.txt"), text, CREATE, APPEND);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            };
          }
        }
        -------- bad/Broken.java
        package bad;

        public final class Broken extends support.TinyTower {
          @Override
          public String type() {
            return "broken";
          }

          @Override
          protected ai.djl.ndarray.NDList forward(
              ai.djl.ndarray.NDArray rows,
              ai.djl.ndarray.NDArray weight,
              io.threetowers.api.BuildContext context) {
            throw new IllegalStateException("no luck");
          }
        }
        -------- mine.yaml
        extends: base.yaml
        trackers: {diary: {}}
        -------- train FOLDER/mine.yaml --run FOLDER/done
        -------- train FOLDER/mine.yaml --run FOLDER/failed towers.one.type=broken
        """;
    assertThat(Scene.play(scene, folder)).contains("exit 0", "exit 1");
    assertThat(folder.resolve("done/diary.txt")).hasContent("1 DONE");
    assertThat(folder.resolve("failed/diary.txt")).hasContent("1 FAILED");

    Process process =
        Distribution.command(
                folder,
                "train",
                "mine.yaml",
                "--run",
                "stopped",
                "--plugins",
                "plugins",
                "train.duration=1000000")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    Path metrics = folder.resolve("stopped/metrics.jsonl");
    while (process.isAlive() && !(Files.exists(metrics) && Files.size(metrics) > 0)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("out.txt"))).isEqualTo(130);
    assertThat(folder.resolve("stopped/diary.txt")).hasContent("1 STOPPED");
  }

  @Test
  void goesOnWhenAThreadOfAPluginFails() throws Exception {
    String scene =
        """
        -------- bad/Broken.java
        package bad;

        public final class Broken extends support.TinyTower {
          @Override
          public String type() {
            return "broken";
          }

          @Override
          protected void load(io.threetowers.api.WeightSink weights) {
            Thread thread = new Thread(() -> java.util.List.of().get(3), "prefetch");
            thread.start();
            while (thread.isAlive()) {
              Thread.onSpinWait();
            }
          }
        }
        -------- mine.yaml
        extends: base.yaml
        towers:
          one: {type: broken}
        -------- check FOLDER/base.yaml
        """;
    assertThat(Scene.play(scene, folder)).contains("exit 0");
    Distribution.Outcome outcome =
        Distribution.run(folder, "check", "mine.yaml", "--plugins", "plugins");
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            """
            thread 'prefetch' failed: plugin bad 1.0 (plugins/bad-1.0.jar): \
            java.lang.ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 0
            (add --debug for the stack trace)
            """);
  }

  /**
   * A limit on the size of files stands for the full disk: a write fails in the middle of a file,
   * and nobody has to be root.
   */
  @Test
  void keepsTheLastCheckpointWhereTheNextFindsNoRoom() throws Exception {
    String scene =
        """
        -------- mine.yaml
        extends: base.yaml
        towers:
          one: {type: tiny, width: 100000}
          two: {type: tiny, width: 100000}
        train: {duration: 2}
        -------- train FOLDER/mine.yaml --run FOLDER/run
        """;
    assertThat(Scene.play(scene, folder)).contains("exit 0");
    assertThat(failWithAMebibyteAFile(resuming("train.duration=4", "checkpoint.every=3")))
        .isEqualTo(
            """
            WARN: cannot save checkpoint 'FOLDER/run/checkpoints/step_000003' (File too large); \
            the ones saved before are untouched; the run goes on and tries again when the next one is due
            train failed: cannot save checkpoint 'FOLDER/run/checkpoints/step_000004' (File too large); \
            the ones saved before are untouched; allow larger files (ulimit -f) and try again; \
            a run goes on with --resume
            (the stack trace is in FOLDER/run/out.log)
            """);
    assertThat(folder.resolve("run/checkpoints").toFile().list())
        .containsExactlyInAnyOrder("latest", "step_000002");

    Command.Outcome resumed = Command.run(resuming("train.duration=4"));
    assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
    assertThat(resumed.out()).contains("going on after step 2");
    assertThat(folder.resolve("run/checkpoints/latest")).hasContent("step_000004");
  }

  @Test
  void goesOnWithoutRoomForItsNumbersAndSaysWhichAreLost() throws Exception {
    String scene =
        """
        -------- mine.yaml
        extends: base.yaml
        train: {duration: 2}
        -------- train FOLDER/mine.yaml --run FOLDER/run
        """;
    assertThat(Scene.play(scene, folder)).contains("exit 0");
    Path metrics = folder.resolve("run/metrics.jsonl");
    String old = "{\"step\":1,\"pad\":\"%s\"}\n".formatted("-".repeat(1000));
    int room = (1 << 20) - 100;
    String many = old.repeat(room / old.length());
    Files.writeString(metrics, many + "{\"step\":1}\n".repeat((room - many.length()) / 11));
    long before = Files.size(metrics);
    assertThat(failWithAMebibyteAFile(resuming("train.duration=6", "checkpoint.every=2")))
        .isEqualTo(
            """
            WARN: the numbers of 'FOLDER/run' cannot be written (File too large); \
            the run goes on, and tries again with the next
            train failed: the last 4 lines of numbers of 'FOLDER/run' are lost (File too large); \
            allow larger files (ulimit -f) and try again; a run goes on with --resume
            (the stack trace is in FOLDER/run/out.log)
            """);
    assertThat(metrics).as("whole lines").hasSize(before);
    assertThat(folder.resolve("run/checkpoints/latest")).hasContent("step_000006");
  }

  @Test
  void keepsTheLastCheckpointWhereAPluginFailsInTheMiddleOfARun() throws Exception {
    String scene =
        """
        -------- bad/Broken.java
        package bad;

        import ai.djl.ndarray.NDArray;
        import ai.djl.ndarray.NDList;
        import io.threetowers.api.BuildContext;

        public final class Broken extends support.TinyTower {
          private int left = 3;

          @Override
          public String type() {
            return "broken";
          }

          @Override
          protected NDList forward(NDArray rows, NDArray weight, BuildContext context) {
            if (left-- == 0) {
              throw new IllegalStateException("out of luck");
            }
            return super.forward(rows, weight, context);
          }
        }
        -------- mine.yaml
        extends: base.yaml
        towers:
          one: {type: broken}
        checkpoint: {every: 1}
        -------- train FOLDER/mine.yaml --run FOLDER/run
        """;
    String said = Scene.play(scene, folder);
    assertThat(said)
        .contains("exit 1")
        .contains(
            "train failed: step 4: towers.one: tower 'broken' of plugin bad 1.0 (FOLDER/plugins/bad-1.0.jar) fails in forward: java.lang.IllegalStateException: out of luck\n");
    assertThat(folder.resolve("run/checkpoints/latest")).hasContent("step_000003");
    Command.Outcome resumed = Command.run(resuming());
    assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
    assertThat(resumed.out()).contains("going on after step 3");
  }

  /** What a run says that may not write more than 1 MiB into a file. */
  private String failWithAMebibyteAFile(List<String> arguments) throws Exception {
    Path err = folder.resolve("err.txt");
    List<String> limited = new ArrayList<>();
    limited.addAll(List.of("bash", "-c", "ulimit -f 1024 && exec \"$0\" \"$@\""));
    limited.add(Distribution.HOME.resolve("threetowers").toString());
    limited.addAll(arguments);
    Process process =
        new ProcessBuilder(limited)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(1);
    return Files.readString(err).replace(folder.toString(), "FOLDER");
  }

  private List<String> resuming(String... overrides) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", folder.resolve("mine.yaml").toString()));
    arguments.addAll(List.of(overrides));
    arguments.addAll(List.of("--resume", "--run", folder.resolve("run").toString()));
    arguments.addAll(List.of("--plugins", folder.resolve("plugins").toString()));
    return arguments;
  }

  private static void flipAByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
