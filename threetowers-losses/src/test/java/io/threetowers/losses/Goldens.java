package io.threetowers.losses;

import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * The example whose losses were computed by hand, in float64: four pairs of width 5, and a third
 * tower of width 3.
 */
final class Goldens {
  static final double[][] F = Plain.matrix(4, 5, (i, j) -> Math.sin(.9 * i + .37 * j + .1));
  static final double[][] G = Plain.matrix(4, 5, (i, j) -> Math.cos(.7 * i - .53 * j + .2));
  static final double[][] H = Plain.matrix(4, 3, (i, j) -> Math.sin(1.3 * i + .11 * j * j - .4));

  private Goldens() {}

  /** A file of goldens that tools/goldens/losses.py wrote. */
  static Path file(String name) {
    try {
      return Path.of(Goldens.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A head without bias. */
  static double[][] head(int from, int to, double shift) {
    return Plain.matrix(from, to, (i, j) -> .1 * Math.sin(shift + i + 2 * j));
  }

  /** x through a head, normalised. */
  static double[][] through(double[][] x, double[][] head) {
    return Plain.normalize(Plain.multiply(x, head));
  }
}
