package io.threetowers.api;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * Methods written in TorchScript, each one call into the engine however many operations it runs.
 *
 * <p>The source is a sequence of {@code def} blocks in TorchScript's serialised dialect: tensor
 * operators are {@code torch.X(…)}, types are written out, and one method calls another through
 * {@code (self)}:
 *
 * <pre class="torchscript">{@code
 * def halve(self, x: Tensor) -> Tensor:
 *   return torch.div(x, 2.)
 * def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
 *   return torch.linear((self).halve(x), p[0], p[1])
 * }</pre>
 *
 * <p>Gradients flow through a call as through any operation. bf16 tensors may exist inside a method
 * only: cast in, cast out. The host implements this interface; {@link
 * io.threetowers.api.nn.ScriptBlock} makes a block of a method.
 */
public interface Script {

  /**
   * Runs one method.
   *
   * @param method its name in the source
   * @param arguments each an {@link NDArray} (a {@code Tensor}) or an {@link NDList} (a {@code
   *     List[Tensor]}); at least one array
   * @return the result: one array for a {@code Tensor}, its elements for a tuple or a list;
   *     attached to the manager of the first array among the arguments
   * @throws IllegalArgumentException if an argument is neither, or an empty list
   */
  NDList call(String method, Object... arguments);
}
