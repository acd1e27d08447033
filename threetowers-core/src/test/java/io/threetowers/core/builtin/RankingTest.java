package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.model.HostContext;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RankingTest {
  private static final int QUERIES = 40;
  private static final int KEYS = 70;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void closeManager() {
    manager.close();
  }

  /** Small whole numbers: their products are exact, and many are equal. */
  @Test
  void equalsAStableSortWhateverTheSizeOfTheChunks() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    float[] queries = wholeNumbers(random, QUERIES);
    float[] keys = wholeNumbers(random, KEYS);
    int[][] right = new int[QUERIES][];
    long[] expected = new long[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      right[i] = random.ints(1 + random.nextInt(4), 0, KEYS).sorted().distinct().toArray();
      expected[i] = rankBySorting(queries, keys, i, right[i]);
    }
    NDArray q = manager.create(queries, new Shape(QUERIES, 3));
    NDArray k = manager.create(keys, new Shape(KEYS, 3));
    for (long chunk : new long[] {1, 3 * KEYS, 1 << 25}) {
      assertThat(new Ranking(new HostContext("test"), chunk).ranks(q, k, right))
          .as("seed %d, chunk %d", seed, chunk)
          .isEqualTo(expected);
    }
  }

  private static float[] wholeNumbers(Random random, int rows) {
    float[] values = new float[3 * rows];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(5) - 2;
    }
    return values;
  }

  private static long rankBySorting(float[] queries, float[] keys, int query, int[] right) {
    List<Integer> sorted =
        IntStream.range(0, KEYS)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    key ->
                        -IntStream.range(0, 3)
                            .mapToDouble(d -> queries[3 * query + d] * keys[3 * key + d])
                            .sum()))
            .toList();
    return IntStream.of(right).map(sorted::indexOf).min().orElseThrow();
  }

  @Test
  void whatIsNotANumberComesLast() {
    NDArray queries = manager.create(new float[] {Float.NaN, 1}, new Shape(2, 1));
    NDArray keys = manager.create(new float[] {1, Float.NaN, 3}, new Shape(3, 1));
    assertThat(new Ranking(new HostContext("test")).ranks(queries, keys, new int[][] {{0}, {2}}))
        .containsExactly(3, 1);
  }
}
