package io.threetowers.core.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** A limit on the size of files is as hard as the end of a disk, and easier to come by. */
  @Test
  void whatWasWrittenStaysWholeWhenTheDiskIsFull() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f 600; exec \"$@\"", "-"));
    command.addAll(command());
    Process process = new ProcessBuilder(command).start();
    String told = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(told)
        .contains(
            "rows.bin' cannot be written (File too large); what was written before is whole, and the next run goes on from it; THREETOWERS_CACHE may name a folder on another disk");
    Path file = new CacheFiles(folder).rows();
    try (RowFile rows = RowFile.read(file, FillingProcess.LAYOUT).orElseThrow()) {
      assertThat(rows.chunks()).isGreaterThan(2);
      assertThat(rows.bytes()).isEqualTo(FillingProcess.LAYOUT.offset(rows.chunks()));
      for (long chunk = 0; chunk < rows.chunks(); chunk++) {
        assertThat(rows.isWhole(chunk)).isTrue();
      }
    }
  }

  /** Once it has written a chunk. */
  private Process fill() throws IOException {
    Process process =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(process.inputReader().readLine()).isNotNull();
    return process;
  }

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        FillingProcess.class.getName(),
        folder.toString());
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
