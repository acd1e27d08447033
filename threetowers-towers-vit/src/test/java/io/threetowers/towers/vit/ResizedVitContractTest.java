package io.threetowers.towers.vit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.nn.Fit;
import io.threetowers.testkit.TowerContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a timeline puts in place of a tower is one itself. */
@ParameterizedClass
@MethodSource("configurations")
final class ResizedVitContractTest extends TowerContract {
  private final VitConfig config;
  private final int side;

  ResizedVitContractTest(VitConfig config, int side) {
    this.config = config;
    this.side = side;
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        Arguments.of(Vits.small().build(), 20),
        Arguments.of(Vits.small().clip().build(), 8),
        Arguments.of(Vits.small().dino().pool(Pool.CLS).fit(Fit.CROP).shortSide(15).build(), 24),
        Arguments.of(Vits.small().pool(Pool.MAP).positions(Positions.SINCOS2D).build(), 16));
  }

  @Override
  protected Tower create(BuildContext context) {
    return new VitFactory().create(config, context).resized(side).orElseThrow();
  }
}
