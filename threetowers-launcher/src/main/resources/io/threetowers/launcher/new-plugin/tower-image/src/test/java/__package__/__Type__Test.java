package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TowerContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every tower must do, and what this one does. */
class ${Type}Test extends TowerContract {

  @Override
  protected Tower create(BuildContext context) {
    return new ${Type}().create(config(32, 8, 3, Optional.empty()), context);
  }

  private static ${Type}.Config config(
      int imageSize, int patch, int kernel, Optional<Path> weights) {
    return new ${Type}.Config(imageSize, patch, 16, 2, kernel, weights);
  }

  @Test
  void namesItsParametersBlockByBlock() {
    assertThat(create(new HostContext("tower")).block().getParameters().keys())
        .hasSize(4 + 2 * 8)
        .startsWith("patch.weight", "patch.bias", "patch.norm.weight", "patch.norm.bias")
        .contains("blocks.1.pointwise.weight");
  }

  @Test
  void namesItsWeightFileSoThatTheHostCanLookForIt() {
    Path file = Path.of("pretrained.safetensors");
    Tower tower =
        new ${Type}().create(config(32, 8, 3, Optional.of(file)), new HostContext("tower"));
    assertThat(tower.weightFiles()).containsExactly(file);
  }

  @Test
  void refusesAnImageThatIsNoWholeNumberOfPatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(33, 8, 3, Optional.empty()))
        .withMessage("image-size '33' is no multiple of patch '8'");
  }

  @Test
  void refusesAKernelWithoutAMiddle() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(32, 8, 4, Optional.empty()))
        .withMessage("kernel '4' is even; it must be odd, so that it has a middle");
  }
}
