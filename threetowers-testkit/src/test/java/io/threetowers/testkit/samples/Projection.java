package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.Script;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;

public final class Projection implements HeadFactory<Projection.Config> {

  @Doc("one linear map without a bias")
  public record Config(@Doc("D, the width of the embedding") @Range(min = 1) int width) {}

  @Override
  public String type() {
    return "projection";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Head create(Config config, int inputWidth, BuildContext context) {
    Script script =
        context.script(
            """
            def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
              return torch.linear(x, p[0])
            """);
    Shape weight = new Shape(config.width(), inputWidth);
    return Head.of(
        ScriptBlock.builder(
                script, "forward", in -> new Shape[] {new Shape(in[0].get(0), config.width())})
            .parameter("weight", weight, Initializers.lecunNormal(inputWidth))
            .build(),
        config.width());
  }
}
