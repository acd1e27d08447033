package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheKillTest {
  private static final int KILLS = 8;

  @TempDir private Path folder;

  @Test
  void everyChunkIsWholeWheneverTheProcessIsKilled() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    long checked = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = fill();
      assertThat(CacheLock.whileFree(folder, () -> {})).as("free while it is filled").isFalse();
      long told = killed(process, random.nextInt(60));
      try (RowFile rows =
          RowFile.read(new CacheFiles(folder).rows(), FillingProcess.LAYOUT).orElseThrow()) {
        assertThat(rows.chunks()).as("seed %d, kill %d", seed, kill).isGreaterThan(told);
        for (long chunk = checked; chunk < rows.chunks(); chunk++) {
          assertThat(rows.isWhole(chunk)).as("seed %d, chunk %d", seed, chunk).isTrue();
          assertThat(rows.directory(chunk)).contains(FillingProcess.directory(chunk));
        }
        checked = rows.chunks();
      }
      assertThat(CacheLock.whileFree(folder, () -> {})).as("free afterwards").isTrue();
    }
  }

  @Test
  void aSecondWriterWaitsAndSaysSo() throws Exception {
    Process process = fill();
    List<String> told = new CopyOnWriteArrayList<>();
    Thread killer =
        new Thread(
            () -> {
              try {
                while (told.isEmpty()) {
                  TimeUnit.MILLISECONDS.sleep(5);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              process.destroyForcibly();
            });
    killer.start();
    try (CacheLock lock = CacheLock.writer(folder, () -> told.add("waiting"))) {
      assertThat(lock).isNotNull();
      assertThat(told).containsExactly("waiting");
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    killer.join();
  }

  /** Once it has written a chunk. */
  private Process fill() throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath,
                FillingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isNotNull();
    return process;
  }

  /** Returns the last chunk that it reported. */
  private static long killed(Process process, int milliseconds) throws Exception {
    try (BufferedReader lines = process.inputReader()) {
      String last = "-1";
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
