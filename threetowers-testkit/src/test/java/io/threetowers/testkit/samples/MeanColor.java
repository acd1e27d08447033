package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Script;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;

public final class MeanColor implements TowerFactory<MeanColor.Config> {

  @Doc("the mean color of an image, mapped linearly")
  public record Config(
      @Doc("D, the width of the embedding") @Range(min = 1) int width,
      @Doc("side of the square that images are resized to, in pixels")
          @Default("32")
          @Range(min = 1)
          int imageSize,
      @Doc("how images are resized") @Default("bicubic") Pixels.Filter filter) {}

  @Override
  public String type() {
    return "mean-color";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tower create(Config config, BuildContext context) {
    return Tower.of(
        block(config.width(), context),
        Modality.IMAGE,
        new Thumbnail(config.imageSize(), config.filter()),
        config.width());
  }

  private static Block block(int width, BuildContext context) {
    Script script =
        context.script(
            """
            def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
              color = torch.mean(torch.to(x, 6), [1, 2])
              return torch.linear(torch.div(color, 255.), p[0], p[1])
            """);
    return ScriptBlock.builder(
            script, "forward", inputs -> new Shape[] {new Shape(inputs[0].get(0), width)})
        .parameter("color.weight", new Shape(width, 3), Initializers.lecunNormal(3))
        .parameter("color.bias", new Shape(width), Initializers.zeros())
        .build();
  }
}
