package io.threetowers.api;

/**
 * A component of kind {@code loss}. The heart of one that draws pairs together:
 *
 * <pre>{@code
 * public Loss create(Config config, BuildContext context) {
 *   Script script =
 *       context.script(
 *           """
 *           def forward(self, a: Tensor, b: Tensor) -> Tensor:
 *             return torch.mean(torch.sum(torch.square(torch.sub(a, b)), [1]))
 *           """);
 *   return Loss.of(
 *       ScriptBlock.builder(script, "forward", sides -> new Shape[] {new Shape()}).build());
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface LossFactory<C extends Record> extends Component<C, Loss> {

  /**
   * Describes a loss: allocates no array.
   *
   * @param config the settings, checked
   * @param context of the loss's block
   * @return the loss, its parameters not yet drawn
   */
  Loss create(C config, BuildContext context);
}
