package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What plugins cost at a start, with ten small ones beside ours. The bounds are for a machine that
 * is busy with other things; to measure on a quiet one, and see the medians in failsafe's output:
 *
 * <pre>{@code
 * mvn -B verify -pl threetowers-launcher -am -Dit.test=PluginStartIT -Dstart.runs=10 \
 *     -Dtest=NoSuchTest -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
class PluginStartIT {
  private static final int RUNS = Integer.getInteger("start.runs", 3);

  @TempDir private Path folder;
  private Path ten;

  @BeforeEach
  void buildTenPlugins() throws IOException {
    ten = folder.resolve("ten");
    for (int i = 0; i < 10; i++) {
      TestJar.tower("tower-" + i).write(ten.resolve("plugin-" + i + ".jar"));
    }
  }

  /** Wanted: under 1 s. */
  @Test
  void listsThemInAMoment() throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long started = System.nanoTime();
      Distribution.Outcome outcome =
          Distribution.run(folder, "plugins", "--plugins", ten.toString());
      times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(outcome.out()).contains("tower-0").contains("tower-9").contains("tower: vit");
    }
    System.out.println("threetowers plugins: " + median(times) + " ms");
    assertThat(median(times)).isLessThan(10_000);
  }

  /** Wanted: at most 150 ms. */
  @Test
  void addThemToAStartInAMoment() throws Exception {
    List<Long> without = new ArrayList<>();
    List<Long> with = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      without.add(load(1));
      with.add(load(16, Distribution.HOME.resolve("plugins").toString(), ten.toString()));
    }
    System.out.printf(
        "loading: %d ms of core alone, %d ms with 15 plugins%n", median(without), median(with));
    assertThat(median(with)).isLessThan(5_000);
  }

  private long load(int expected, String... folders) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PluginLoadingProbe.class.getName());
    command.addAll(List.of(folders));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    List<String> printed = List.of(Files.readString(out).strip().split(" ", -1));
    assertThat(printed).as("plugins and milliseconds").hasSize(2);
    assertThat(printed.get(0)).isEqualTo(Integer.toString(expected));
    return Long.parseLong(printed.get(1));
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
