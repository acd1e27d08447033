package io.threetowers.core.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointStoreKillTest {
  private static final int KILLS = 12;

  @TempDir Path folder;

  @Test
  void latestIsWholeWheneverTheProcessIsKilled() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    CheckpointStore store = new CheckpointStore(folder);
    long next = 1;
    for (int kill = 0; kill < KILLS; kill++) {
      long told = saveUntilKilled(next, random.nextInt(60));
      Checkpoint latest = store.latest().orElseThrow();
      assertThat(latest.step()).as("seed %d, kill %d", seed, kill).isGreaterThanOrEqualTo(told);
      assertThat(latest.state().get("step").getAsLong()).isEqualTo(latest.step());
      assertThat(Files.readAllBytes(latest.model()))
          .isEqualTo(SavingProcess.content(latest.step()));
      next = latest.step();
    }
    SavingProcess.save(store, next + 1);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "latest", "step_%06d".formatted(next), "step_%06d".formatted(next + 1));
  }

  /** Returns the last step that the process reported. */
  private long saveUntilKilled(long firstStep, int milliseconds) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath,
                SavingProcess.class.getName(),
                folder.toString(),
                Long.toString(firstStep))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String last = lines.readLine();
      assertThat(last).as("the first step that was saved").isNotNull();
      assertThat(process.waitFor(milliseconds, TimeUnit.MILLISECONDS)).isFalse();
      // Not by way of the process, which would close the stream that is still to be read.
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
      process.waitFor();
      return Long.parseLong(last);
    }
  }
}
