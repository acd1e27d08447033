package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damages good files in thousands of ways: each is read, or refused in one line, and nothing else
 * happens. {@code tools/mutate-weights} makes many more.
 */
final class WeightMutationTest {
  private static final int FILES = 2000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void isReadOrRefusedInOneLine(WeightMutations.Format format) throws Exception {
    long seed = new Random().nextLong();
    WeightMutations.Result result = WeightMutations.run(format, FILES, seed, folder);
    assertThat(result.defects()).as("seed %d", seed).isEmpty();
    assertThat(result.refused()).as("seed %d", seed).isBetween(FILES / 4, FILES - 1);
  }
}
