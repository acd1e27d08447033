package io.threetowers.testkit;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.threetowers.api.Modality;
import io.threetowers.api.Script;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.core.script.TorchScript;
import java.util.List;

/**
 * The tower of {@link TowerDefectsTest} as a script, in two stages, which says that it takes
 * bfloat16.
 */
final class ScriptedTower implements Tower {
  private final ScriptBlock block;
  private final List<Block> stages;

  /**
   * A tower.
   *
   * @param numbers how the input's bytes become numbers, a call of torch
   * @param between what the second stage makes of what the first one gave
   */
  ScriptedTower(String numbers, String between) {
    Script script =
        new TorchScript(
            """
            def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
              return torch.matmul((self).hidden(x, p), p[1])
            def hidden(self, x: Tensor, p: List[Tensor]) -> Tensor:
              return torch.tanh(torch.matmul(torch.div(torch.%s, 255.), p[0]))
            def embedding(self, h: Tensor, x: Tensor, p: List[Tensor]) -> Tensor:
              return torch.matmul(%s, p[1])
            """
                .formatted(numbers, between));
    block =
        ScriptBlock.builder(
                script, "forward", inputs -> new Shape[] {new Shape(inputs[0].get(0), width())})
            .parameter("first.weight", new Shape(6, 8), Initializers.normal(1))
            .parameter("second.weight", new Shape(8, 4), Initializers.normal(1))
            .build();
    stages =
        List.of(
            block.stage(script, "hidden", "hidden"), block.stage(script, "embedding", "embedding"));
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public List<Block> stages() {
    return stages;
  }

  @Override
  public boolean takesBfloat16() {
    return true;
  }

  @Override
  public Modality modality() {
    return Modality.IMAGE;
  }

  @Override
  public InputTransform input() {
    return new TowerDefectsTest.SixBytes();
  }

  @Override
  public int width() {
    return 4;
  }
}
