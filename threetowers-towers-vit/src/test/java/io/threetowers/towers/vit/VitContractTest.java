package io.threetowers.towers.vit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.Fit;
import io.threetowers.testkit.TowerContract;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("configurations")
final class VitContractTest extends TowerContract {
  private final VitConfig config;

  VitContractTest(VitConfig config) {
    this.config = config;
  }

  static Stream<VitConfig> configurations() {
    return Stream.of(
            Vits.small(),
            Vits.small().pool(Pool.CLS).dropout(0.2).activation(Activation.QUICK_GELU),
            Vits.small()
                .pool(Pool.MAP)
                .positions(Positions.SINCOS2D)
                .fit(Fit.CROP)
                .resize(Pixels.Filter.BICUBIC),
            Vits.small().clip(),
            Vits.small().dino().patchDropout(0.5),
            Vits.small().dino().pool(Pool.CLS).fit(Fit.CROP).shortSide(15),
            Vits.small().dino().head())
        .map(Vits::build);
  }

  @Override
  protected Tower create(BuildContext context) {
    return new VitFactory().create(config, context);
  }
}
