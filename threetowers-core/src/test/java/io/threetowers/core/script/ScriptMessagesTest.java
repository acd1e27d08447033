package io.threetowers.core.script;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

/** What the author of a script reads, whose test calls it without any host around it. */
class ScriptMessagesTest {

  @Test
  void saysThatABlockWithoutParametersGetsNoListOfThem() {
    failure("def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:\n  return x", false)
        .withMessage(
            "forward() gets nothing for its argument 'p': a block's inputs come first, then the list of its parameters, if it has any (a block without parameters gets no 'p': leave it out of forward)");
  }

  @Test
  void saysThatABlockWithParametersGetsTheListOfThem() {
    failure("def forward(self, x: Tensor) -> Tensor:\n  return x", true)
        .withMessage(
            "forward() takes 1 and gets 2 arguments: a block's inputs come first, then the list of its parameters, if it has any (p: List[Tensor])");
  }

  @Test
  void namesTheLineOfAnOperationThatFails() {
    failure("def forward(self, x: Tensor) -> Tensor:\n  y = x\n  return torch.matmul(y, y)", false)
        .withMessageContaining("shapes cannot be multiplied")
        .withMessageContaining("line 3 of its script: return torch.matmul(y, y)");
  }

  @Test
  void namesTheLineThatDoesNotCompile() {
    failure("def forward(self, x: Tensor) -> Tensor:\n  return torch.normalise(x)", false)
        .withMessageContaining("normalise")
        .withMessageContaining("line 2 of its script");
  }

  private static ThrowableAssertAlternative<ScriptException> failure(
      String source, boolean withParameters) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray x = manager.ones(new Shape(2, 3));
      Object[] arguments =
          withParameters
              ? new Object[] {x, new NDList(manager.ones(new Shape(1)))}
              : new Object[] {x};
      return assertThatExceptionOfType(ScriptException.class)
          .isThrownBy(() -> new TorchScript(source).call("forward", arguments));
    }
  }
}
