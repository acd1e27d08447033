package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.script.Devices;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each number against a plain loop. */
class InspectionTest {
  private static final long SEED = 7;
  private final Inspection inspection = new Inspection();

  @BeforeAll
  static void startEngine() {
    Devices.startEngine();
  }

  @Test
  void measuresHowFarRowsAreApart() {
    int rows = 12;
    int width = 5;
    float[] values = new float[rows * width];
    Random random = new Random(SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() + (i % width == 0 ? 3 : 0);
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.create(values, new Shape(rows, width));
      float[] spread = inspection.spread(new NDList(array, array));
      assertThat(spread).hasSize(4);
      assertThat((double) spread[0]).isEqualTo(meanCosine(values, rows, width), within(1e-5));
      assertThat((double) spread[1]).isEqualTo(rank(values, rows, width), within(1e-4));
      assertThat(spread[2]).isEqualTo(spread[0]);
    }
  }

  @Test
  void findsRowsThatAreNotFinite() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[] values = {1, 2, Float.NaN, 4, 5, Float.NEGATIVE_INFINITY};
      assertThat(inspection.finite(manager.create(values, new Shape(3, 2))))
          .containsExactly(true, false, false);
    }
  }

  @Test
  void findsExtremesAndNorms() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList arrays =
          new NDList(manager.create(new float[] {3, -4}), manager.create(new float[] {2}));
      assertThat(inspection.extremes(arrays)).containsExactly(-4, 3, 2, 2);
      assertThat(inspection.norms(arrays)).containsExactly(5, 2);
      assertThat(inspection.norms(new NDList())).isEmpty();
    }
  }

  private static double[][] unit(float[] values, int rows, int width) {
    double[][] unit = new double[rows][width];
    for (int i = 0; i < rows; i++) {
      double norm = 0;
      for (int j = 0; j < width; j++) {
        norm += (double) values[i * width + j] * values[i * width + j];
      }
      for (int j = 0; j < width; j++) {
        unit[i][j] = values[i * width + j] / Math.sqrt(norm);
      }
    }
    return unit;
  }

  private static double meanCosine(float[] values, int rows, int width) {
    double[][] unit = unit(values, rows, width);
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < rows; k++) {
        for (int j = 0; i != k && j < width; j++) {
          sum += unit[i][j] * unit[k][j];
        }
      }
    }
    return sum / (rows * (rows - 1));
  }

  /** By the covariance (D, D), where the script takes the Gram matrix (B, B). */
  private static double rank(float[] values, int rows, int width) {
    double[][] unit = unit(values, rows, width);
    double[] mean = new double[width];
    for (double[] row : unit) {
      for (int j = 0; j < width; j++) {
        mean[j] += row[j] / rows;
      }
    }
    double trace = 0;
    double squares = 0;
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < width; k++) {
        double covariance = 0;
        for (double[] row : unit) {
          covariance += (row[j] - mean[j]) * (row[k] - mean[k]);
        }
        trace += j == k ? covariance : 0;
        squares += covariance * covariance;
      }
    }
    return trace * trace / squares;
  }
}
