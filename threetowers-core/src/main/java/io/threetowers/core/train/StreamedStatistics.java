package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Head;
import io.threetowers.core.cache.CachedTower;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Mean and deviation of the columns of embeddings that may not fit into memory: two passes in the
 * order of the data, summed in double precision.
 */
final class StreamedStatistics {

  private StreamedStatistics() {}

  static void measure(CachedTower rows, Head.Standardization parameters) {
    int width = rows.width();
    double[] mean = new double[width];
    double[] variance = new double[width];
    try {
      rows.forEachBlock(
          block -> {
            while (block.hasRemaining()) {
              for (int column = 0; column < width; column++) {
                mean[column] += block.get();
              }
            }
          });
      divide(mean, rows.readable());
      rows.forEachBlock(
          block -> {
            while (block.hasRemaining()) {
              for (int column = 0; column < width; column++) {
                double distance = block.get() - mean[column];
                variance[column] += distance * distance;
              }
            }
          });
      divide(variance, rows.readable());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    float[] means = new float[width];
    float[] deviations = new float[width];
    for (int column = 0; column < width; column++) {
      means[column] = (float) mean[column];
      deviations[column] = (float) Math.sqrt(variance[column]) + Statistics.EPSILON;
    }
    keep(means, parameters.mean().getArray());
    keep(deviations, parameters.deviation().getArray());
  }

  private static void divide(double[] sums, long count) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= count;
    }
  }

  private static void keep(float[] values, NDArray parameter) {
    try (NDManager scope = parameter.getManager().newSubManager()) {
      Autograd.copy(scope.create(values, new Shape(values.length)), parameter);
    }
  }
}
