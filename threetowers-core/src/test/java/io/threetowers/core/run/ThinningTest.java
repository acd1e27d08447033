package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.run.Thinning.Point;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ThinningTest {

  @Test
  void leavesFewPointsAlone() {
    List<Point> few = LongStream.range(0, 10).mapToObj(i -> new Point(i, i)).toList();
    assertThat(Thinning.thin(few, 10)).isEqualTo(few);
  }

  @Test
  void keepsSpikesAndEndsOfManyPoints() {
    List<Point> many =
        LongStream.range(0, 100_000)
            .mapToObj(i -> new Point(i, i == 54_321 ? 99 : i == 54_400 ? -99 : Math.sin(i * 1e-3)))
            .toList();
    List<Point> thinned = Thinning.thin(many, 800);
    assertThat(thinned)
        .hasSizeBetween(400, 800)
        .startsWith(many.get(0))
        .endsWith(many.get(many.size() - 1))
        .contains(many.get(54_321), many.get(54_400))
        .isSubsetOf(many)
        .isSortedAccordingTo(Comparator.comparingLong(Point::step))
        .doesNotHaveDuplicates();
  }
}
