package io.threetowers.core.run;

import java.util.ArrayList;
import java.util.List;

/** Fewer points for a plot, so that a long run does not make a heavy page. */
final class Thinning {

  private Thinning() {}

  /** A point of a curve. */
  record Point(long step, double value) {}

  /**
   * At most {@code limit} points: the lowest and the highest of each stretch, so that no spike is
   * lost, and both ends.
   */
  static List<Point> thin(List<Point> points, int limit) {
    if (points.size() <= limit) {
      return points;
    }
    int stretches = (limit - 2) / 2;
    List<Point> thinned = new ArrayList<>();
    thinned.add(points.get(0));
    int inner = points.size() - 2;
    for (int i = 0; i < stretches; i++) {
      int from = 1 + (int) ((long) inner * i / stretches);
      int to = 1 + (int) ((long) inner * (i + 1) / stretches);
      Point low = points.get(from);
      Point high = low;
      for (Point point : points.subList(from, to)) {
        low = point.value() < low.value() ? point : low;
        high = point.value() > high.value() ? point : high;
      }
      thinned.add(low.step() <= high.step() ? low : high);
      if (!low.equals(high)) {
        thinned.add(low.step() <= high.step() ? high : low);
      }
    }
    thinned.add(points.get(points.size() - 1));
    return thinned;
  }
}
