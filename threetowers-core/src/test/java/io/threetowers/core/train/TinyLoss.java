package io.threetowers.core.train;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Symmetric InfoNCE with a learned temperature. */
final class TinyLoss implements LossFactory<TinyLoss.Config> {
  @Doc("for tests")
  record Config(
      @Doc("upper limit of the temperature's logarithm") Optional<Double> limit,
      @Doc("whether its gradient is NaN though its value is finite") @Default("false")
          boolean rootOfZero,
      @Doc("whether its value is NaN") @Default("false") boolean logOfLess) {}

  private record Described(Block block, Map<String, Bounds> bounds) implements Loss {
    @Override
    public OptionalDouble chance(long batch) {
      return OptionalDouble.of(Math.log((double) batch));
    }
  }

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
          loss = torch.neg(torch.mul(torch.mean(torch.add(rows, columns)), 0.5))
          if %s:
            loss = torch.add(loss, torch.sqrt(torch.mul(torch.sum(a), 0.)))
          if %s:
            loss = torch.add(loss, torch.log(torch.sub(torch.mul(torch.sum(a), 0.), 1.)))
          return loss
        """
            .formatted(
                config.rootOfZero() ? "True" : "False", config.logOfLess() ? "True" : "False");
    Block block =
        ScriptBlock.builder(context.script(source), "forward", inputs -> new Shape[] {new Shape()})
            .parameter("temperature", new Shape(1), Initializers.constant(1))
            .build();
    return new Described(
        block,
        config
            .limit()
            .map(limit -> Map.of("temperature", new Loss.Bounds(0, limit)))
            .orElse(Map.of()));
  }
}
