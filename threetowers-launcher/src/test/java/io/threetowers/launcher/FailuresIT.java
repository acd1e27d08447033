package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        .contains("| ERROR | train failed: towers.one: tower 'broken' of plugin bad 1.0")
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
    Command.Outcome resumed = resume();
    assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
    assertThat(resumed.out())
        .contains("step_000004' is damaged: 'model.safetensors' is not what was saved")
        .contains("going on from 'step_000002'")
        .contains("going on after step 2");
    assertThat(folder.resolve("run/checkpoints/step_000004/state.json")).hasBinaryContent(good);

    flipAByte(folder.resolve("run/checkpoints/step_000004/optimizer.safetensors"));
    Files.delete(folder.resolve("run/checkpoints/step_000002/checksums"));
    Command.Outcome refused = resume();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("no whole checkpoint")
        .contains("step_000004' is damaged: 'optimizer.safetensors' is not what was saved")
        .contains("step_000002' is damaged: 'checksums' is missing");
  }

  private Command.Outcome resume() {
    List<String> arguments =
        new ArrayList<>(List.of("train", folder.resolve("mine.yaml").toString(), "--resume"));
    arguments.addAll(List.of("--run", folder.resolve("run").toString()));
    arguments.addAll(List.of("--plugins", folder.resolve("plugins").toString()));
    return Command.run(arguments);
  }

  private static void flipAByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
