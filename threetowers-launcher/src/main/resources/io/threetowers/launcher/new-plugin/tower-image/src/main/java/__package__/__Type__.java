package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.nio.file.Path;
import java.util.Optional;

/** Component {@code ${type}}: a small convolutional image tower. */
public final class ${Type} implements TowerFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("ConvMixer: patches, then depthwise and pointwise convolutions, then the mean")
  public record Config(
      @Doc("side of the square that images become, in pixels; a multiple of the patch")
          @Default("64")
          @Range(min = 8)
          int imageSize,
      @Doc("side of a patch, in pixels") @Default("8") @Range(min = 1) int patch,
      @Doc("D, the number of channels and the width of the embedding")
          @Default("192")
          @Range(min = 1)
          int width,
      @Doc("number of blocks") @Default("4") @Range(min = 1) int depth,
      @Doc("side of the depthwise kernels, odd") @Default("5") @Range(min = 1) int kernel,
      @Doc("pretrained weights: a safetensors file with this tower's parameter names")
          Optional<Path> weights) {

    /** Rules between settings: a sentence, to which the host adds file and line. */
    public Config {
      if (imageSize % patch != 0) {
        throw new IllegalArgumentException(
            "image-size '%d' is no multiple of patch '%d'".formatted(imageSize, patch));
      }
      if (kernel % 2 == 0) {
        throw new IllegalArgumentException(
            "kernel '%d' is even; it must be odd, so that it has a middle".formatted(kernel));
      }
    }
  }

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
    return new ConvMixer(config, context);
  }
}
