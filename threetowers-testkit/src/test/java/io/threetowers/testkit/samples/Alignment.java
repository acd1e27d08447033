package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.Script;
import io.threetowers.api.config.Doc;
import io.threetowers.api.nn.ScriptBlock;

public final class Alignment implements LossFactory<Alignment.Config> {

  @Doc("mean squared distance of the pairs (arXiv 2005.10242, section 4.1)")
  public record Config() {}

  @Override
  public String type() {
    return "alignment";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    Script script =
        context.script(
            """
            def forward(self, a: Tensor, b: Tensor) -> Tensor:
              return torch.mean(torch.sum(torch.square(torch.sub(a, b)), [1]))
            """);
    return Loss.of(
        ScriptBlock.builder(script, "forward", sides -> new Shape[] {new Shape()}).build());
  }
}
