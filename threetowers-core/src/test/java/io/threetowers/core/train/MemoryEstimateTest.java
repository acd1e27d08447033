package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.train.MemoryEstimate.Course;
import io.threetowers.core.train.MemoryEstimate.TowerMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  private static final int BATCH = 64;

  @Test
  void graphsOfTrainedTowersLieTogetherAndTheRestPassesByOneByOne() {
    MemoryEstimate whole = estimate(BATCH);
    // fixed + rows of 3 batches + (image 10 + 64 · 100, text 10 + 64 · 20) + the largest of loss
    // and third
    assertThat(whole.peak(BATCH)).isEqualTo(1000 + 3 * 64 * 2 + 6410 + 1290 + 3205);
  }

  @Test
  void aMicroBatchLeavesOneGraphOfOnePiece() {
    assertThat(estimate(8).peak(BATCH)).isEqualTo(1000 + 384 + Math.max(700, 810));
    assertThat(estimate(BATCH).peak(BATCH, 8)).isEqualTo(estimate(8).peak(BATCH));
  }

  @Test
  void theUpdateCountsWhereItNeedsMore() {
    MemoryEstimate little = new MemoryEstimate(600, 400, 5000, 2, 2, towers(1), 700);
    assertThat(little.peak(BATCH)).isEqualTo(1000 + 384 + 5000);
  }

  /** Neither beside the graphs of a step nor beside its loss: alone. */
  @Test
  void aTowerThatIsEmbeddedCountsWhereItRunsAlone() {
    Map<String, TowerMemory> towers = new LinkedHashMap<>();
    towers.put("text", new TowerMemory(Course.BOTH_WAYS, BATCH, 10, 20));
    towers.put("image", new TowerMemory(Course.APART, BATCH, 5, 19));
    MemoryEstimate little = new MemoryEstimate(600, 400, 0, 2, 2, towers, 0);
    assertThat(little.peak(BATCH)).isEqualTo(1000 + 384 + 1290);
    towers.put("image", new TowerMemory(Course.APART, BATCH, 5, 50));
    assertThat(little.peak(BATCH)).isEqualTo(1000 + 384 + 3205);
  }

  @Test
  void proposesTheLargestMicroBatchThatFits() {
    MemoryEstimate whole = estimate(BATCH);
    for (long limit = whole.peak(BATCH, 1); limit < whole.peak(BATCH); limit += 7) {
      int most = whole.microBatch(BATCH, limit).orElseThrow();
      assertThat(whole.peak(BATCH, most)).isLessThanOrEqualTo(limit);
      assertThat(whole.peak(BATCH, 2 * most)).isGreaterThan(limit);
    }
    assertThat(whole.microBatch(BATCH, whole.peak(BATCH, 1) - 1)).isEmpty();
  }

  private static MemoryEstimate estimate(int microBatch) {
    return new MemoryEstimate(600, 400, 0, 2, 2, towers(microBatch), 700);
  }

  private static Map<String, TowerMemory> towers(int microBatch) {
    Map<String, TowerMemory> towers = new LinkedHashMap<>();
    towers.put("image", new TowerMemory(Course.BOTH_WAYS, microBatch, 10, 100));
    towers.put("text", new TowerMemory(Course.BOTH_WAYS, microBatch, 10, 20));
    towers.put("third", new TowerMemory(Course.FORWARD, microBatch, 5, 50));
    return towers;
  }
}
