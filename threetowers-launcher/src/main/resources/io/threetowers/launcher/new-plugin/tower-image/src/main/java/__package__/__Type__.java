package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** Component {@code ${type}}: an image tower that PyTorch trained. */
public final class ${Type} implements TowerFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("an image tower that was trained in PyTorch and converted by tools/convert.py")
  public record Config(
      // A plain Path makes it required.
      @Doc("the safetensors file that tools/convert.py wrote; without it, from scratch")
          Optional<Path> weights) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** Only describes: no array is allocated and no weight file opened. */
  @Override
  public Tower create(Config config, BuildContext context) {
    return new PretrainedTower(config, TracedNetwork.read("${type}"), context);
  }
}
