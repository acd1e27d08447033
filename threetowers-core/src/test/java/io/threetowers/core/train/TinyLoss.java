package io.threetowers.core.train;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Doc;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;

/** Symmetric InfoNCE with a learned temperature. */
final class TinyLoss implements LossFactory<TinyLoss.Config> {
  @Doc("no settings")
  record Config() {}

  @Override
  public String type() {
    return "tiny-nce";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    String source =
        """
        def forward(self, a: Tensor, b: Tensor, p: List[Tensor]) -> Tensor:
          z = torch.mul(torch.matmul(a, torch.t(b)), torch.exp(p[0]))
          rows = torch.diagonal(torch.log_softmax(z, 1))
          columns = torch.diagonal(torch.log_softmax(z, 0))
          return torch.neg(torch.mul(torch.mean(torch.add(rows, columns)), 0.5))
        """;
    return Loss.of(
        ScriptBlock.builder(context.script(source), "forward", inputs -> new Shape[] {new Shape()})
            .parameter("temperature", new Shape(1), Initializers.constant(1))
            .build());
  }
}
