package io.threetowers.core.builtin;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Script;
import io.threetowers.api.nn.ScriptSource;
import java.nio.LongBuffer;

/**
 * Where the right key stands among all keys, for many queries: a few engine calls however many
 * there are.
 */
final class Ranking {

  /** Similarities in memory at a time, some 6 bytes each. */
  private static final long CHUNK = 1L << 25;

  private final Script script;
  private final long chunk;

  Ranking(BuildContext context) {
    this(context, CHUNK);
  }

  Ranking(BuildContext context, long chunk) {
    this.script = context.script(ScriptSource.resource(Ranking.class, "ranking.script").text());
    this.chunk = chunk;
  }

  /**
   * Ranks, counted from 0, as a stable sort by falling inner product gives them.
   *
   * @param queries (Q, D)
   * @param keys (K, D)
   * @param right for each query the keys that are right, ascending, at least one; the first found
   *     counts
   */
  long[] ranks(NDArray queries, NDArray keys, int[][] right) {
    int rows = (int) Math.max(1, chunk / Math.max(1, keys.getShape().get(0)));
    long[] ranks = new long[right.length];
    for (int from = 0; from < right.length; from += rows) {
      int to = Math.min(from + rows, right.length);
      try (NDManager scope = queries.getManager().newSubManager()) {
        NDArray some = queries.get(scope, new NDIndex("{}:{}", from, to));
        NDArray own = scope.create(padded(right, from, to), shape(right, from, to));
        long[] counts = script.call("ranks", some, keys, own).head().toLongArray();
        System.arraycopy(counts, 0, ranks, from, counts.length);
      }
    }
    return ranks;
  }

  private static Shape shape(int[][] right, int from, int to) {
    int width = 1;
    for (int i = from; i < to; i++) {
      width = Math.max(width, right[i].length);
    }
    return new Shape(to - from, width);
  }

  private static LongBuffer padded(int[][] right, int from, int to) {
    int width = (int) shape(right, from, to).get(1);
    LongBuffer own = LongBuffer.allocate((to - from) * width);
    for (int i = from; i < to; i++) {
      for (int j = 0; j < width; j++) {
        own.put(right[i][Math.min(j, right[i].length - 1)]);
      }
    }
    return own.flip();
  }

  /**
   * Some rows of {@code rows} (N, D), in the order of {@code index}; the same array if that is all
   * of them.
   */
  NDArray select(NDArray rows, int[] index, NDManager scope) {
    boolean all = index.length == rows.getShape().get(0);
    for (int i = 0; all && i < index.length; i++) {
      all = index[i] == i;
    }
    if (all) {
      return rows;
    }
    NDArray selected = script.call("select", rows, scope.create(longs(index))).head();
    selected.attach(scope);
    return selected;
  }

  private static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }

  /** (K, T, D) of length 1 to (K, D) of length 1: the mean over T. */
  NDArray classifier(NDArray prompts, NDManager scope) {
    NDArray mean = script.call("classifier", prompts).head();
    mean.attach(scope);
    return mean;
  }
}
