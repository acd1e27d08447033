package ${package};

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.ScriptSource;

/**
 * The hinge of VSE++ (Faghri et al., 2018, arXiv 1707.05612, section 3.2) between two normalised
 * sides (B, D): the hardest wrong partner of each row must score lower than the right one by a
 * margin. The mean over the batch, where the paper sums.
 */
public final class ${Type} implements LossFactory<${Type}.Config> {
  private static final ScriptSource SOURCE =
      new ScriptSource(
          """
          def forward(self, a: Tensor, b: Tensor) -> Tuple[Tensor, Tensor]:
            scores = a @ b.t()
            own = scores.diagonal()
            wrong = scores + torch.diag_embed(torch.full_like(own, -1e30))
            hardest_right = torch.amax(wrong, 1)
            hardest_left = torch.amax(wrong, 0)
            right_cost = torch.relu(hardest_right - own + ${margin})
            left_cost = torch.relu(hardest_left - own + ${margin})
            found = (own > hardest_right).to(6)
            return (torch.mean(right_cost + left_cost), torch.mean(found))
          """);

  @Doc("VSE++: hinge on the hardest wrong partner, both directions")
  public record Config(
      @Doc("by how much the right partner must score higher") @Default("0.2") @Range(min = 0)
          double margin) {}

  @Override
  public String type() {
    return "${type}";
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
