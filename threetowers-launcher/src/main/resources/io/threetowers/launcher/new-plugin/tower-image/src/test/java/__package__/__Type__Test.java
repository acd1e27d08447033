package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Pixels;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.Parity;
import io.threetowers.testkit.TowerContract;
import io.threetowers.testkit.TowerHarness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every tower must do, and that this one computes what PyTorch computes. */
class ${Type}Test extends TowerContract {
  private static final Path WEIGHTS = Path.of("weights/${type}.safetensors");
  private static final Path GOLDEN =
      Path.of("src/test/resources")
          .resolve("${package}".replace('.', '/'))
          .resolve("golden.safetensors");

  @Override
  protected Tower create(BuildContext context) {
    return create(Optional.empty(), context);
  }

  private static Tower create(Optional<Path> weights, BuildContext context) {
    return new ${Type}().create(new ${Type}.Config(weights), context);
  }

  @Test
  void computesWhatPyTorchComputes() throws IOException {
    assumeTrue(Files.exists(GOLDEN), GOLDEN + " is not there yet; tools/convert.py writes it");
    Tower tower = create(Optional.of(WEIGHTS), new HostContext("tower"));
    try (TowerHarness harness = TowerHarness.pretrained(tower)) {
      Parity.assertGolden(harness, GOLDEN);
    }
  }

  @Test
  void namesItsWeightFileSoThatTheHostCanLookForIt() {
    assertThat(create(Optional.of(WEIGHTS), new HostContext("tower")).weightFiles())
        .containsExactly(WEIGHTS);
  }

  @Test
  void readsTheMiddleOfAnImage() {
    byte[] rgb = new byte[3 * 4 * 2];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    byte[] row = new byte[3 * 2 * 2];
    new SquareImage(2).write(new Pixels(4, 2, rgb), new Random(), ByteBuffer.wrap(row));
    assertThat(row).containsExactly(3, 4, 5, 6, 7, 8, 15, 16, 17, 18, 19, 20);
  }
}
