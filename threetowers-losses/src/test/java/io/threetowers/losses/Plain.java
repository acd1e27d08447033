package io.threetowers.losses;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;

/** The losses written out in float64, without an engine: what the scripts are held to. */
final class Plain {

  /**
   * A loss and its gradients.
   *
   * @param scale the gradient with respect to the logarithm of the temperature
   * @param bias that with respect to the bias
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Result(double value, double[][] left, double[][] right, double scale, double bias) {}

  private Plain() {}

  /** Symmetric InfoNCE over exp(scale) · a·bᵀ. */
  static Result softmax(double[][] a, double[][] b, double temperature) {
    int n = a.length;
    double[][] logits = logits(a, b, temperature, 0);
    double value = 0;
    double[][] share = new double[n][n];
    for (int i = 0; i < n; i++) {
      double row = Double.NEGATIVE_INFINITY;
      double column = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < n; j++) {
        row = logAddExp(row, logits[i][j]);
        column = logAddExp(column, logits[j][i]);
      }
      value += ((row + column) / 2 - logits[i][i]) / n;
      for (int j = 0; j < n; j++) {
        share[i][j] += Math.exp(logits[i][j] - row) / (2 * n);
        share[j][i] += Math.exp(logits[j][i] - column) / (2 * n);
      }
      share[i][i] -= 1.0 / n;
    }
    return result(value, share, a, b, temperature);
  }

  /** SigLIP over temperature · a·bᵀ + bias. */
  static Result sigmoid(double[][] a, double[][] b, double temperature, double bias) {
    int n = a.length;
    double[][] logits = logits(a, b, temperature, bias);
    double value = 0;
    double[][] share = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sign = i == j ? 1 : -1;
        value += logAddExp(0, -sign * logits[i][j]) / n;
        share[i][j] = -sign / (1 + Math.exp(sign * logits[i][j])) / n;
      }
    }
    return result(value, share, a, b, temperature);
  }

  private static double[][] logits(double[][] a, double[][] b, double temperature, double bias) {
    double[][] logits = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        logits[i][j] = temperature * dot(a[i], b[j]) + bias;
      }
    }
    return logits;
  }

  private static Result result(
      double value, double[][] share, double[][] a, double[][] b, double temperature) {
    double[][] left = new double[a.length][a[0].length];
    double[][] right = new double[b.length][b[0].length];
    double scale = 0;
    double bias = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        scale += share[i][j] * temperature * dot(a[i], b[j]);
        bias += share[i][j];
        for (int k = 0; k < a[i].length; k++) {
          left[i][k] += share[i][j] * temperature * b[j][k];
          right[j][k] += share[i][j] * temperature * a[i][k];
        }
      }
    }
    return new Result(value, left, right, scale, bias);
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double logAddExp(double a, double b) {
    double max = Math.max(a, b);
    return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  /** A matrix by its entries. */
  static double[][] matrix(int rows, int columns, DoubleBinaryOperator entry) {
    double[][] result = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[i][j] = entry.applyAsDouble(i, j);
      }
    }
    return result;
  }

  static double[][] multiply(double[][] x, double[][] w) {
    return matrix(
        x.length,
        w[0].length,
        (i, j) -> {
          double sum = 0;
          for (int k = 0; k < w.length; k++) {
            sum += x[(int) i][k] * w[k][(int) j];
          }
          return sum;
        });
  }

  /** x / (|x| + 1e-8), as the host does. */
  static double[][] normalize(double[][] x) {
    return matrix(x.length, x[0].length, (i, j) -> x[(int) i][(int) j] / (norm(x[(int) i]) + 1e-8));
  }

  static double norm(double[] row) {
    return Math.sqrt(dot(row, row));
  }

  static double[][] random(long seed, int rows, int columns) {
    Random random = new Random(seed);
    return matrix(rows, columns, (i, j) -> random.nextGaussian());
  }
}
