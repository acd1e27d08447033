package io.threetowers.testkit.samples;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;

public final class HardestPartner implements LossFactory<HardestPartner.Config> {
  private static final ScriptSource SOURCE =
      new ScriptSource(
          """
          def forward(self, a: Tensor, b: Tensor) -> Tuple[Tensor, Tensor]:
            scores = torch.matmul(a, torch.t(b))
            own = torch.diagonal(scores)
            wrong = torch.add(scores, torch.diag_embed(torch.full_like(own, -1e30)))
            right_hardest = torch.amax(wrong, [1])
            left_hardest = torch.amax(wrong, [0])
            right_cost = torch.relu(torch.add(torch.sub(right_hardest, own), ${margin}))
            left_cost = torch.relu(torch.add(torch.sub(left_hardest, own), ${margin}))
            found = torch.to(torch.gt(own, right_hardest), 6)
            return (torch.mean(torch.add(right_cost, left_cost)), torch.mean(found))
          """);

  @Doc("VSE++: hinge on the hardest wrong partner, both directions (arXiv 1707.05612)")
  public record Config(
      @Doc("by how much the right partner must score higher") @Default("0.2") @Range(min = 0)
          double margin) {}

  @Override
  public String type() {
    return "hardest-partner";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Loss create(Config config, BuildContext context) {
    String script = SOURCE.with("margin", config.margin()).text();
    return Loss.of(
        ScriptBlock.builder(
                context.script(script), "forward", sides -> new Shape[] {new Shape(), new Shape()})
            .build(),
        "found");
  }
}
