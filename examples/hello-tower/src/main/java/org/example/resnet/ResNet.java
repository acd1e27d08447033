package org.example.resnet;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.nio.file.Path;
import java.util.List;

/** Component {@code resnet}: a pretrained image tower. */
public final class ResNet implements TowerFactory<ResNet.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("A pretrained ResNet of basic blocks as torchvision builds it; by default a ResNet-18.")
  public record Config(
      @Doc("Its weights: a safetensors file with torchvision's names, which are timm's.")
          Path weights,
      @Doc("Blocks of each stage; ResNet-34 has [3, 4, 6, 3].")
          @Default("[2, 2, 2, 2]")
          @Range(min = 1, max = 100)
          List<Integer> depths,
      @Doc("Channels of each stage; the last is the width of the embedding.")
          @Default("[64, 128, 256, 512]")
          @Range(min = 1, max = 8192)
          List<Integer> widths,
      @Doc("Side of the image in pixels.") @Default("224") @Range(min = 1, max = 8192)
          int imageSize,
      @Doc("Mean of each colour, red, green, blue, for pixels from 0 to 1; default: ImageNet's.")
          @Default("[0.485, 0.456, 0.406]")
          @Range(min = 0, max = 1)
          List<Double> mean,
      @Doc("Standard deviation of each colour, for pixels from 0 to 1; default: ImageNet's.")
          @Default("[0.229, 0.224, 0.225]")
          @Range(min = 0.001, max = 1)
          List<Double> std) {

    /** Rules between settings: a sentence, to which the host adds file and line. */
    public Config {
      depths = List.copyOf(depths);
      widths = List.copyOf(widths);
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (depths.isEmpty() || depths.size() != widths.size()) {
        throw new IllegalArgumentException(
            "'depths' "
                + depths
                + " and 'widths' "
                + widths
                + " need one number for each stage, as many as each other");
      }
      if (mean.size() != 3 || std.size() != 3) {
        throw new IllegalArgumentException(
            "'mean' and 'std' need three numbers each: red, green, blue");
      }
    }

    /** D, the width of the embedding. */
    int width() {
      return widths.get(widths.size() - 1);
    }
  }

  @Override
  public String type() {
    return "resnet";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** Only describes: the host draws the parameters and then has the tower load its file. */
  @Override
  public Tower create(Config config, BuildContext context) {
    return new ResNetTower(config, context);
  }
}
