package io.threetowers.testkit;

import static io.threetowers.testkit.TorchScripts.file;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.core.builtin.TorchScriptConfig.Argument;
import io.threetowers.core.builtin.TorchScriptConfig.Pool;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The towers of core.builtin: their contract is here since core cannot use the testkit. */
class BuiltinTowersTest {

  @Nested
  class TracedImages extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      return TorchScripts.image(file("image.pt"), Optional.of("pooled"), Optional.empty());
    }
  }

  @Nested
  class MapOfImages extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      return TorchScripts.image(file("plain.pt"), Optional.empty(), Optional.empty());
    }
  }

  @Nested
  class ScriptedTexts extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      return TorchScripts.text(
          "forward",
          List.of(Argument.IDS, Argument.MASK),
          Optional.of("0"),
          Optional.of(Pool.MEAN));
    }
  }

  @Nested
  class AnotherMethod extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      return TorchScripts.text("encode", List.of(Argument.IDS), Optional.empty(), Optional.empty());
    }
  }
}
